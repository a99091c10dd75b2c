/** @file What there is to say on and under a picture; every language says all of it, which the compiler checks. */

import type { Lang } from '../../explain/words/phrase.js';
import type { Operation } from '../layer.js';

/** The axis letter of each place of a position; '' for an axis that the layer does not have. */
export type Names = readonly string[];

/** What a legend explains, with what its padding holds where it is padding. */
export type LegendId =
  | 'unread'
  | 'unreached'
  | 'overhang'
  | 'cropped'
  | 'outputPadding'
  | 'stamped'
  | 'stamps'
  | 'zeros'
  | 'padding'
  | 'paddingZeros'
  | 'paddingNeverWins'
  | 'paddingCounted'
  | 'paddingNotCounted'
  | 'putBack';

/** Planes that have a name. */
export type PlaneName = 'input' | 'output' | 'matrix';

/** One position of a sliding window. */
export interface SlideFacts {
  /** `row 4, column 17`. */
  readonly place: string;
  readonly operation: Operation;
  /** Products, or values that are compared or added, over all channels that are read. */
  readonly terms: number;
  /** By what an average divides. */
  readonly divisor: number | undefined;
  /** `rows 5 to 11, columns 31 to 37`. */
  readonly reads: string;
  /** Channels that are read. */
  readonly channels: number;
  /** Cells of the window in one channel, and how many of them lie outside the input. */
  readonly cells: number;
  readonly outside: number;
  /** The value that comes of it, where it is known. */
  readonly result: string | undefined;
  /** The place of a maximum, where the values are known. */
  readonly winner: string | undefined;
}

/** One cell and its two places. */
export interface ShuffleFacts {
  readonly large: string;
  readonly small: string;
  readonly largeChannel: number;
  readonly smallChannel: number;
  /** From small planes to a large one. */
  readonly isUp: boolean;
}

/** Why there is no picture of a layer. */
/** One value that goes back. */
export interface UnpoolFacts {
  readonly from: string;
  readonly to: string;
  /** Other cells of the window. */
  readonly others: number;
  /** Whether the indices say the place; else it is an example. */
  readonly isKnown: boolean;
  /** Whether windows overlap, so that another value may go to these cells. */
  readonly isShared: boolean;
}

export type NoPictureReason = 'unpool' | 'chance' | 'everyFeature' | 'order' | 'wholeChannels' | 'scales' | 'cellwise';

export interface SceneWords {
  readonly lang: Lang;
  readonly planes: Readonly<Record<PlaneName, string>>;
  /** `input cells`, above a matrix. */
  readonly inputCells: string;
  /** `output cells` in two lines, beside a matrix. */
  readonly outputCells: readonly [string, string];
  /** Beside the strips of channels. */
  readonly channelStrips: readonly [input: string, output: string];
  readonly legend: Readonly<Record<LegendId, string>>;
  /** Padding that shows copies, `reflect`, `replicate`, `circular`, or a value. */
  readonly paddingShows: (what: string) => string;

  /** `row 4, column 17`, without the axes that the layer does not have. */
  readonly place: (names: Names, position: readonly number[]) => string;
  /** `rows 5 to 11`, `rows 1 to 5 in steps of 2`, `row 3`. @param cells  ascending, in even steps */
  readonly cells: (name: string, cells: readonly number[]) => string;
  /** What is said of several axes, one behind the other. */
  readonly both: (parts: readonly string[]) => string;
  /** Notes behind each other. */
  readonly notes: (notes: readonly string[]) => string;

  readonly kernel: (sizes: string) => string;
  readonly kernelTurn: (turn: 'none' | 'half' | 'whole') => string;
  readonly kernelSlice: (slice: string) => string;
  /** The first slice's heading, and the sizes of every slice. */
  readonly slice: (name: PlaneName, slice: string) => string;
  readonly sliceSizes: (sizes: string) => string;
  readonly paddingSlice: string;
  readonly whole: (name: PlaneName, height: number, width: number) => string;
  readonly operation: (operation: Operation, divisor: number | undefined, normType: string) => string;
  readonly matrixSize: (rows: number, columns: number) => string;

  readonly grouping: (input: number, output: number, groups: number) => string;
  readonly channels: (grouping: string, sizes: string, axes: string) => string;

  readonly slideDescription: (input: string, output: string, kernel: string, operation: Operation) => string;
  readonly slide: (facts: SlideFacts) => string;
  /** @param shown  whether there is a kernel, and whether the depth of the picture is an axis of the layer */
  readonly solidDescription: (
    input: string,
    output: string,
    shown: { readonly isSum: boolean; readonly isDeep: boolean },
  ) => string;
  /** How many kernels there are, under one of them. */
  readonly ofThese: (count: number) => string;
  /** Under a picture that does not keep the proportions. */
  readonly shortened: string;
  readonly stampDescription: (strides: readonly number[]) => string;
  /** @param cropped  how many of the taps fall outside the output */
  readonly stamp: (place: string, where: string, taps: number, cropped: number) => string;
  readonly gatherDescription: (hasZeros: boolean) => string;
  /** @param count  products; the other taps meet zeros */
  readonly gather: (place: string, where: string, count: number, taps: number) => string;
  readonly matrixDescription: (size: readonly [number, number], isTransposed: boolean, hasChannels: boolean) => string;
  readonly matrixRow: (row: number, place: string, columns: readonly number[]) => string;

  /** @param count  outputs that an input cell goes into */
  readonly selectedInput: (place: string, where: string, count: number, isTransposed: boolean) => string;
  /** @param count  products that an output is made of */
  readonly selectedOutput: (place: string, where: string, count: number) => string;
  /** @param count  pairs of an input and an output cell that a tap joins */
  readonly selectedTap: (letter: string, where: string, count: number) => string;

  /** `output channel 2`, above a plane. */
  readonly channelOf: (name: PlaneName, channel: number) => string;
  readonly channelNumber: (channel: number) => string;
  readonly shuffleDescription: (factor: number, isUp: boolean) => string;
  readonly shuffle: (facts: ShuffleFacts) => string;
  /** `rows 9 to 17`, of a table of columns. */
  readonly rowsOf: (first: number, last: number) => string;
  readonly columnsDescription: (isUnfold: boolean, elements: number, positions: number) => string;
  readonly unpoolDescription: string;
  readonly unpool: (facts: UnpoolFacts) => string;
  readonly columns: (place: string, column: number, elements: number, isUnfold: boolean) => string;

  readonly fieldTitle: (layers: number) => string;
  readonly fieldAxis: (name: string, sizes: readonly number[]) => string;
  readonly fieldDescription: (field: number) => string;
  /** @param holes  cells between the first and the last that nothing reaches */
  readonly field: (place: string, where: string | undefined, cells: number, holes: number) => string;
  readonly sees: (field: number, every: string) => string;
  readonly along: (cells: number, name: string) => string;

  noPicture(op: string, reason: NoPictureReason): string;
  noView(op: string, view: string, views: readonly string[]): string;
  noCells(layer: string, input: string): string;
  /** There is a picture of the receptive field of chains only. */
  readonly noField: string;
}
