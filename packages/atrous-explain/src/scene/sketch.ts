/** @file Collects the marks of a scene. */

import type { Lang } from '../explain/words/phrase.js';
import type { Box, Grid, LegendEntry, Line, Path, Point, Rect, Role, Scene, Text } from './scene.js';
import { type SceneWords, sceneWords } from './words/index.js';

type More<T> = Partial<Omit<T, 'role' | keyof Box>>;
type TextMore = Partial<Omit<Text, 'role' | 'x' | 'y' | 'text'>>;

/** Average width of a character in parts of the font size, for the room that texts need. */
const CHARACTER = 0.58;

/** Chinese characters and full-width signs are as wide as they are tall. */
export const WIDE: RegExp = /[\u2E80-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/;

/** Room for a text in pixels, a little more than it takes. */
export function textRoom(text: string, size: number, bold: boolean = false): number {
  const characters = Array.from(text, (character) => (WIDE.test(character) ? 1.02 : CHARACTER * (bold ? 1.07 : 1)));
  return Math.ceil(characters.reduce((room, width) => room + width * size, 0));
}

export class Sketch {
  /** What its texts are made of. */
  readonly words: SceneWords;
  readonly rects: Rect[] = [];
  readonly lines: Line[] = [];
  readonly paths: Path[] = [];
  readonly texts: Text[] = [];
  readonly grids: Grid[] = [];
  readonly legend: LegendEntry[] = [];

  constructor(lang: Lang | undefined) {
    this.words = sceneWords(lang);
  }

  rect(role: Role, { x, y, width, height }: Box, more: More<Rect> = {}): void {
    this.rects.push({ role, x, y, width, height, ...more });
  }

  line(role: Role, from: Point, to: Point, more: More<Line> = {}): void {
    this.lines.push({ role, x1: from[0], y1: from[1], x2: to[0], y2: to[1], ...more });
  }

  path(role: Role, points: readonly Point[], more: More<Path> = {}): void {
    this.paths.push({ role, points, ...more });
  }

  /** @param more  size 12 and anchor 'start' by default */
  text(role: Role, text: string, x: number, y: number, more: TextMore = {}): void {
    this.texts.push({ role, text, x, y, size: 12, anchor: 'start', ...more });
  }

  /** A text in the middle of a box. */
  centred(role: Role, text: string, box: Box, more: TextMore = {}): void {
    const size = more.size ?? 12;
    this.text(role, text, box.x + box.width / 2, box.y + box.height / 2 + size * 0.35, { ...more, anchor: 'middle' });
  }

  /** Where the leftmost text begins and the rightmost one ends. */
  get textExtent(): readonly [left: number, right: number] {
    const before = { start: 0, middle: 0.5, end: 1 };
    const ends = this.texts.map(({ x, text, size, bold, anchor }) => {
      const room = textRoom(text, size, bold);
      return [x - room * before[anchor], x + room * (1 - before[anchor])] as const;
    });
    return [Math.min(...ends.map(([left]) => left)), Math.max(...ends.map(([, right]) => right))];
  }

  /** An entry of the legend; each role has one. */
  explain(role: Role, words: string): void {
    if (!this.legend.some(([known]) => known === role)) this.legend.push([role, words]);
  }

  /** The finished scene, cut off above and to the left. */
  scene(
    size: Pick<Scene, 'width' | 'height'>,
    words: Pick<Scene, 'title' | 'description' | 'sentence'>,
    cut: Point = [0, 0],
  ): Scene {
    const [dx, dy] = cut;
    const { grids, legend } = this;
    const { lang } = this.words;
    const marks = { rects: this.rects, lines: this.lines, paths: this.paths, texts: this.texts };
    const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
    if (dx === 0 && dy === 0) return { width, height, ...marks, grids, legend, ...words, lang };
    const moved = <T extends Pick<Box, 'x' | 'y'>>(mark: T): T => ({ ...mark, x: mark.x - dx, y: mark.y - dy });
    return {
      width,
      height,
      rects: marks.rects.map(moved),
      texts: marks.texts.map(moved),
      lines: marks.lines.map((line) => ({
        ...line,
        x1: line.x1 - dx,
        y1: line.y1 - dy,
        x2: line.x2 - dx,
        y2: line.y2 - dy,
      })),
      paths: marks.paths.map((path) => ({ ...path, points: path.points.map(([x, y]): Point => [x - dx, y - dy]) })),
      grids: grids.map(moved),
      legend,
      ...words,
      lang,
    };
  }
}
