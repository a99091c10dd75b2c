/** @file The pictures of the command: plain arrays in, RGB pixels out. */

export { contactSheet, type SheetOptions } from './contact-sheet.js';
export { filterTiles, type FilterOptions, type WeightShape } from './filter-tiles.js';
export { heatMap, type HeatOptions } from './heat-map.js';
export type { MapShape } from './map.js';
export type { Colour, Figure, Picture } from './picture.js';
export { encodePng } from './png.js';
export { resample } from './resample.js';
export type { Scale } from './scaling.js';
export { strongest, type StrongestOptions } from './strongest.js';
