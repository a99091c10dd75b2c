/** @file The sizes of the network, of its pictures and of a training, which page and thread both know. */

/** Height and width of a picture, in pixels. */
export const SIDE = 12;
export const CLASSES = ['disc', 'ring', 'cross', 'corner'] as const;

/** Filters of the first layer, which are shown, and their height and width. */
export const FILTERS = 8;
export const KERNEL = 3;

/** Held-out pictures, and how many of them are shown. */
export const HELD_OUT = 256;
export const SHOWN = 16;

/** Where a training ends by itself: by then nothing moves any more. */
export const MOST_STEPS = 3000;
