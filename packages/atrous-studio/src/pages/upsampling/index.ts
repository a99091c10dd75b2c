/** @file The Upsampling page: checkerboards, measured. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import type { UpsamplingState } from './state.js';
import UpsamplingPage from './UpsamplingPage.svelte';

const title = ({ numbers: { kernelSize, stride, padding }, size }: UpsamplingState): string =>
  `ConvTranspose2d(kernel_size=${kernelSize}, stride=${stride}, padding=${padding}) · ${size}×${size}`;

export const open: OpenFrom = definePage({ codec, component: UpsamplingPage, title, keys: [] });
