/** @file What is too large for this page, in words. */

import { formatBytes } from 'atrous-explain';

/** Larger weight files are refused before they are read. */
export const MOST_WEIGHT_BYTES: number = 256 * 2 ** 20;
export const MOST_PICTURE_BYTES: number = 128 * 2 ** 20;
/** Decoding takes four bytes per pixel, whatever becomes of them. */
export const MOST_PIXELS = 64_000_000;
/** Larger ones are reduced by the browser as it decodes them. */
export const FULL_PIXELS = 12_000_000;

export const MOST_BYTES_TEXT: string = formatBytes(MOST_WEIGHT_BYTES);
export const MOST_PICTURE_TEXT: string = formatBytes(MOST_PICTURE_BYTES);
export const MOST_PIXELS_TEXT: string = String(MOST_PIXELS / 1e6);
