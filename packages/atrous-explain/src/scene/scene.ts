/** @file A picture as data: rectangles, lines, paths and texts with a meaning each, which every renderer draws alike. */

import type { Lang } from '../explain/words/phrase.js';

/** What a mark stands for; the look follows from it and the theme. */
export type Role =
  | 'plane'
  | 'grid'
  | 'frame'
  | 'cut'
  | 'padding'
  | 'unread'
  | 'overhang'
  | 'zero'
  | 'cropped'
  | 'outputPadding'
  | 'card'
  | 'kernel'
  | 'operation'
  | 'tap'
  | 'tapFaint'
  | 'window'
  | 'covered'
  | 'beam'
  | 'connector'
  | 'stamp'
  | 'overlap'
  | 'done'
  | 'positive'
  | 'negative'
  | 'selected'
  | 'winner'
  | 'ghost'
  | 'ribbon'
  | 'face'
  | 'faceTop'
  | 'faceSide'
  | 'block'
  | 'column'
  | 'cube'
  | 'lens'
  | 'title'
  | 'heading'
  | 'axis'
  | 'index'
  | 'letter'
  | 'value'
  | 'count'
  | 'onSelected'
  | 'formula'
  | 'note'
  | 'sentence';

interface Mark {
  readonly role: Role;
  /** Which of the nine tap colours. */
  readonly tap?: number | undefined;
  /** How often a cell is covered, or how large its value is, up to 8: more is darker. */
  readonly level?: number | undefined;
  /** 0 to 1; default 1. */
  readonly opacity?: number | undefined;
  /** Marks of a higher layer are drawn later; default 0. */
  readonly layer?: number | undefined;
}

/** A place in pixels; y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The cell of the layer that a rectangle shows: indices of the spatial axes, or row and column of the matrix. */
export interface CellRef {
  readonly plane: 'input' | 'kernel' | 'output' | 'matrix';
  readonly index: readonly number[];
}

export interface Rect extends Mark, Box {
  readonly cell?: CellRef | undefined;
}

export interface Line extends Mark {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export type Point = readonly [x: number, y: number];

/** A filled polygon. */
export interface Path extends Mark {
  readonly points: readonly Point[];
}

export interface Text extends Mark {
  /** Where `anchor` stands. */
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly text: string;
  /** Font size in pixels; capitals are about 0.7 of it tall. */
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly bold?: boolean | undefined;
}

/** A plane of cells, for whoever wants to know which cell lies at a place. */
export interface Grid extends Box {
  readonly plane: CellRef['plane'];
  /** Index along the depth, for planes that show one slice of a volume. */
  readonly slice: number | undefined;
  /** Side of a cell in pixels. */
  readonly cell: number;
  /** The cells that are drawn; negative ones and those from `size` on are padding or cropped. */
  readonly rows: readonly [low: number, high: number];
  readonly columns: readonly [low: number, high: number];
  /** Rows and columns that really exist. */
  readonly size: readonly [rows: number, columns: number];
  /** Whether it shows a whole plane, small, of which another grid shows a part. */
  readonly whole: boolean;
  /** Cells that lie between a real one and the next, in a plane with zeros put in; `[1, 1]` elsewhere. */
  readonly step: readonly [rows: number, columns: number];
  /** Whether the last row and column come first, as in a kernel that has made half a turn. */
  readonly isTurned: boolean;
}

/** A swatch's role and its words. */
export type LegendEntry = readonly [role: Role, words: string];

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly rects: readonly Rect[];
  readonly lines: readonly Line[];
  readonly paths: readonly Path[];
  readonly texts: readonly Text[];
  /** Where the cells are. */
  readonly grids: readonly Grid[];
  /** What the patterns mean; a bare picture leaves it to whoever shows it. */
  readonly legend: readonly LegendEntry[];
  /** What the picture is of: the layer as PyTorch prints it. */
  readonly title: string;
  /** What is drawn and how to read it; the same for every frame. */
  readonly description: string;
  /** What this frame shows, as it is spoken. */
  readonly sentence: string;
  /** The language of its texts; English where it is not said. */
  readonly lang?: Lang | undefined;
}

export type Drawn =
  | { readonly kind: 'rect'; readonly mark: Rect }
  | { readonly kind: 'line'; readonly mark: Line }
  | { readonly kind: 'path'; readonly mark: Path }
  | { readonly kind: 'text'; readonly mark: Text };

/** All marks in the order in which they are drawn: by layer; within one rectangles, paths, lines, texts. */
export function drawOrder({ rects, paths, lines, texts }: Omit<Scene, 'width' | 'height'>): Drawn[] {
  const all: Drawn[] = [
    ...rects.map((mark) => ({ kind: 'rect' as const, mark })),
    ...paths.map((mark) => ({ kind: 'path' as const, mark })),
    ...lines.map((mark) => ({ kind: 'line' as const, mark })),
    ...texts.map((mark) => ({ kind: 'text' as const, mark })),
  ];
  return all.sort((a, b) => (a.mark.layer ?? 0) - (b.mark.layer ?? 0));
}

/** The sentence that a screen reader speaks for this frame. */
export function describeScene({ title, sentence, lang }: Scene): string {
  return lang === 'zh' ? `${title}：${sentence}` : `${title}: ${sentence}`;
}
