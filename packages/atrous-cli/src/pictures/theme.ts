/** @file The one palette and the few distances that every picture uses. Light, so that it also sits well on a dark page. */

import type { Colour } from 'atrous-explain/pictures';

export const PAPER: Colour = [251, 251, 249];
export const INK: Colour = [28, 33, 46];
/** Second-rank text: 5.6 : 1 against the paper. */
export const MUTED: Colour = [91, 98, 114];
/** Frames and axes. */
export const LINE: Colour = [205, 208, 216];
/** The ground and the strokes of a hatched tile. */
export const HATCH_GROUND: Colour = [240, 240, 238];
export const HATCH: Colour = [208, 210, 214];

/** Around every picture, in pixels. */
export const MARGIN = 32;
/** Sheets stay about this wide at most, in pixels. */
export const MAX_WIDTH = 2000;
/** Narrower than this a header would wrap into a column, in pixels. */
export const MIN_WIDTH = 640;

/** Cap heights in pixels. */
export const TITLE_SIZE = 15;
export const TEXT_SIZE = 10;
export const LABEL_SIZE = 8;
