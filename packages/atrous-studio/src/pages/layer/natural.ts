/** @file How high a picture would like to be. */

import type { Scene } from 'atrous-explain';

/** Pixels for each unit of a scene, at most: larger cells tell no more. */
export const LARGEST_SCALE = 1.3;
const TALLEST = 640;

/** Pixels that a picture takes in a place of this width. */
export const naturalHeight = ({ width, height }: Pick<Scene, 'width' | 'height'>, room: number): number =>
  Math.min(TALLEST, (Math.min(room, width * LARGEST_SCALE) / width) * height);

/** Pixels of everything but the picture in an embedded page. */
const REST = 130;
/** The width that columns of text usually have. */
const COLUMN = 720;
/** Of a layer without a picture. */
export const SHORT_EMBED: number = REST + 40;

/** Pixels for a frame whose page sets no height of its own. */
export const embeddedHeight = (scene: Pick<Scene, 'width' | 'height'>): number => naturalHeight(scene, COLUMN) + REST;
