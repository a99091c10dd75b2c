/** @file What PyTorch's 2-D and 3-D pooling kernels refuse, each with its whole text. */

import { ShapeError } from '../errors.js';
import { sizeList } from './python.js';
import type { Shape, Window } from './types.js';
import { span } from './window.js';

/** One call as the 2-D or 3-D kernel sees it; a 1-D call is an image of one row. */
export interface PoolRequest {
  readonly input: Shape;
  readonly windows: readonly Window[];
  readonly ceilMode: boolean;
  /** Who speaks in the 3-D texts. */
  readonly callee: string;
  /** Names of the axes in our hints. */
  readonly axes: readonly string[];
  /** 3-D average pooling: the unpadded input must hold the whole kernel. */
  readonly needsWholeKernel?: boolean;
}

/** The fewest elements of an axis that give a window. */
export function smallestInput(window: Window, ceilMode: boolean): number {
  const { kernel, stride, padBefore, padAfter, dilation } = window;
  return Math.max(1, span(kernel, dilation) - padBefore - padAfter - (ceilMode ? stride - 1 : 0));
}

/** What C++ makes of `/ 2`: towards zero. */
const half = (value: number): number => Math.trunc(value / 2);

/** Stride zero and the padding of one axis: PyTorch finishes one axis before it looks at the next. */
export function checkWindow({ windows, axes }: PoolRequest, axis: number): void {
  const { kernel, stride, padBefore: padding, dilation } = windows[axis]!;
  const fields = { axis, kernel, stride, padding, dilation };
  if (stride === 0)
    throw new ShapeError('stride should not be zero', {
      hint:
        kernel === 0
          ? 'Give a `kernelSize` of at least 1; `stride` defaults to it.'
          : 'Leave `stride` out to step by the kernel, or give at least 1.',
      fields,
    });
  if (padding < 0)
    throw new ShapeError(`pad must be non-negative, but got pad: ${padding}`, {
      hint: '`padding` is 0 or more.',
      fields,
    });
  if (padding > half(span(kernel, dilation)))
    throw new ShapeError(
      `pad should be at most half of effective kernel size, but got pad=${padding}, kernel_size=${kernel} and dilation=${dilation}`,
      { hint: paddingHint(axes[axis]!, kernel), fields },
    );
}

function paddingHint(axis: string, kernel: number): string | undefined {
  if (kernel < 1) return undefined;
  return `\`padding\` on axis ${axis} may be at most ${half(kernel)} = half of the kernel, ${kernel}.`;
}

/** `kH: 2 kW: 2`, and `kT: ` first in 3-D. */
function labelled(prefix: string, values: readonly number[]): string {
  const letters = values.length === 3 ? ['T', 'H', 'W'] : ['H', 'W'];
  return values.map((value, axis) => `${prefix}${letters[axis]}: ${value}`).join(' ');
}

function expectPositive(words: string, option: string, prefix: string, values: readonly number[]): void {
  if (values.every((value) => value > 0)) return;
  throw new ShapeError(`${words} should be greater than zero, but got ${labelled(prefix, values)}`, {
    hint: `Give a \`${option}\` of at least 1 on every axis.`,
    fields: { argument: option, value: values },
  });
}

/** Kernel, stride and dilation are at least 1, on all axes and in this order. */
export function checkPositive({ windows }: PoolRequest): void {
  expectPositive(
    'kernel size',
    'kernelSize',
    'k',
    windows.map((window) => window.kernel),
  );
  expectPositive(
    'stride',
    'stride',
    'd',
    windows.map((window) => window.stride),
  );
  expectPositive(
    'dilation',
    'dilation',
    'dilation',
    windows.map((window) => window.dilation),
  );
}

/** Only the batch may be empty. */
export function checkNotEmpty({ input, windows, callee }: PoolRequest): void {
  const rank = windows.length;
  const batched = input.length === rank + 2;
  const fits = batched || input.length === rank + 1;
  if (fits && !input.slice(batched ? 1 : 0).includes(0)) return;
  const text =
    rank === 2
      ? `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizeList(input)}`
      : `${callee}: Expected input's non-batch dimensions to have positive length, but input has a shape of ${sizeList(input)} and non-batch dimension 0 has length zero!`;
  throw new ShapeError(text, { hint: 'Only the batch may be empty.', fields: { input } });
}

/** Padding against half of the kernel, its dilation left out. */
export function checkHalfKernel({ windows, axes }: PoolRequest): void {
  const axis = windows.findIndex(({ kernel, padBefore }) => padBefore > half(kernel));
  if (axis < 0) return;
  const [kW, kH, kT] = windows.map((window) => window.kernel).reverse();
  const [padW, padH, padT] = windows.map((window) => window.padBefore).reverse();
  const numbers =
    windows.length === 2
      ? `padW = ${padW}, padH = ${padH}, kW = ${kW}, kH = ${kH}`
      : `kT: ${kT} kW: ${kW} kH: ${kH} padT: ${padT} padW: ${padW} padH: ${padH}`;
  const { kernel, padBefore: padding } = windows[axis]!;
  throw new ShapeError(`pad should be smaller than or equal to half of kernel size, but got ${numbers}`, {
    hint: `${paddingHint(axes[axis]!, kernel)} Dilation does not widen this limit.`,
    fields: { axis, kernel, padding, most: half(kernel) },
  });
}

/** At least one window on every axis. */
export function checkOutput({ input, windows, ceilMode, axes }: PoolRequest, output: Shape): void {
  const axis = output.findIndex((count) => count < 1);
  if (axis < 0) return;
  const rank = windows.length;
  const channels = input.at(-rank - 1)!;
  const sizes = input.slice(-rank);
  const window = windows[axis]!;
  const smallest = smallestInput(window, ceilMode);
  throw new ShapeError(
    `Given input size: (${[channels, ...sizes].join('x')}). Calculated output size: (${[channels, ...output].join('x')}). Output size is too small`,
    {
      hint: `Axis ${axes[axis]} needs at least ${smallest} elements, not ${sizes[axis]}.`,
      fields: { axis, size: sizes[axis], smallest, output, window },
    },
  );
}
