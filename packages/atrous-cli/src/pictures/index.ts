/** @file The pictures of the command: plain arrays in, RGB pixels out. */

export {
  type Colour,
  DIVERGING,
  type Figure,
  GLYPHS,
  greyPicture,
  HEAT,
  heatOverlay,
  mappedPicture,
  pathSegments,
  type Picture,
  type Scale,
  type Segment,
  SEQUENTIAL,
  squaredDistance,
} from 'atrous-explain/pictures';
export { contactSheet, type SheetOptions } from './contact-sheet.js';
export { type FieldMap, fieldMaps, type FieldMapOptions } from './field-map.js';
export { filterTiles, type FilterOptions, type WeightShape } from './filter-tiles.js';
export { heatMap, type HeatOptions } from './heat-map.js';
export { gallery, type GalleryOptions, type GalleryPicture, type GalleryRow } from './gallery.js';
export { type ChartOptions, lineChart, type Series } from './line-chart.js';
export { matrix, type MatrixOptions } from './matrix.js';
export type { MapShape } from './map.js';
export { encodePng, encodeSvg } from './png.js';
export { resample } from './resample.js';
export { type LabelledMap, sideBySide, type SideBySideOptions } from './side-by-side.js';
export { strongest, type StrongestOptions } from './strongest.js';
