/** @file Values as colours, for whoever draws them: plain arrays in, colours and 8-bit pixels out. */

export { type ColourMap, colourAt, DIVERGING, HEAT, indexAt, SEQUENTIAL, WEIGHTS } from './colour-maps.js';
export { greyPicture, mappedPicture } from './colouring.js';
export { formatNumber, formatShape, listOf, plural } from './format.js';
export { type Glyph, GLYPHS, MISSING } from './glyphs.js';
export { LUMINANCE, luminance } from './luminance.js';
export { heatOverlay, mixed, opacityAt } from './overlay.js';
export type { Colour, Figure, Picture } from './picture.js';
export { MINUS_INFINITY, NAN, oddColour, type Plane, PLUS_INFINITY, reduce } from './plane.js';
export { hasRoom, PRESETS, presetWeights } from './presets.js';
export { SAMPLE_HEIGHT, SAMPLE_WIDTH, samplePicture } from './sample/index.js';
export { chooseColouring, type Colouring, formatRange, position, type Range, type Scale } from './scaling.js';
export {
  type ChannelStatistics,
  channelStatistics,
  countUnusual,
  strongestChannels,
  type Unusual,
} from './statistics.js';
export { pathSegments, type Segment, squaredDistance } from './strokes.js';
