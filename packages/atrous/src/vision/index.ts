/** @file `atrous/vision`: what a network looks at. */

import '../ops/methods.js';

export { channelMap, heatmap, type HeatmapBy, type HeatmapOptions } from './heatmap.js';
