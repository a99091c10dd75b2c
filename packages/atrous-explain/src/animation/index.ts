/** @file Animations: which moments of a scene are shown and for how long, and frames of pixels as a GIF. */

export { type Film, film, filmedPositions, MOST_POSITIONS, type Shot, type Tempo } from './film.js';
export { encodeGif, type GifFrame, GifWriter, sampledFrames } from './gif.js';
