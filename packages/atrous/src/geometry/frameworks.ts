/**
 * @file Other frameworks' rules of size as explicit padding, one axis at a time: TensorFlow's SAME and VALID, ONNX's
 * `auto_pad`, Caffe's rounding up. With that padding the floor rule of `windowCount` gives the other framework's size.
 */

import { span } from './window.js';

/** A window whose padding is still to be found. */
export interface BareWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation?: number;
}

/** Zeros at the two ends of an axis, and the size that a window then gives. */
export interface ExplicitPadding {
  readonly before: number;
  readonly after: number;
  readonly output: number;
}

function floorRule(size: number, window: BareWindow, before: number, after: number): ExplicitPadding {
  const slack = size + before + after - span(window.kernel, window.dilation ?? 1);
  return { before, after, output: Math.floor(slack / window.stride) + 1 };
}

/**
 * Zeros for `⌈size / stride⌉` outputs, as few as possible: `max((output − 1)·stride + span − size, 0)`.
 *
 * @param oddCell  the end that an odd zero goes to
 */
function sameSize(size: number, window: BareWindow, oddCell: 'before' | 'after'): ExplicitPadding {
  const output = Math.ceil(size / window.stride);
  const reach = (output - 1) * window.stride + span(window.kernel, window.dilation ?? 1);
  const total = Math.max(reach - size, 0);
  const half = Math.floor(total / 2);
  return oddCell === 'after'
    ? { before: half, after: total - half, output }
    : { before: total - half, after: half, output };
}

export type TensorFlowPadding = 'SAME' | 'VALID';

/**
 * TensorFlow's and Keras's padding of convolutions and pools. SAME gives `⌈size / stride⌉`, whatever the kernel, and puts
 * an odd zero at the end; with a stride it depends on the size, so no fixed padding of PyTorch's can stand for it.
 * VALID pads nothing.
 *
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function tensorflowPadding(mode: TensorFlowPadding, size: number, window: BareWindow): ExplicitPadding {
  return mode === 'SAME' ? sameSize(size, window, 'after') : floorRule(size, window, 0, 0);
}

/**
 * Which part of the full scatter, `(size − 1)·stride + span` cells, a transposed convolution keeps: `before` and `after` are
 * cut off, and `outputPadding` cells follow that no kernel has to reach. PyTorch's `padding` cuts both ends alike:
 * where `after` is one more than `before`, cut the last cell off by hand.
 */
export interface TransposedCrop extends ExplicitPadding {
  readonly outputPadding: number;
}

/**
 * TensorFlow's `conv2d_transpose`, Keras's `Conv2DTranspose`: SAME gives `size·stride`, VALID
 * `size·stride + max(span − stride, 0)`; both are the gradient of the convolution that comes back to `size`.
 */
export function tensorflowTransposePadding(mode: TensorFlowPadding, size: number, window: BareWindow): TransposedCrop {
  const overlap = span(window.kernel, window.dilation ?? 1) - window.stride;
  const outputPadding = Math.max(-overlap, 0);
  const output = size * window.stride + (mode === 'VALID' ? Math.max(overlap, 0) : 0);
  const cut = mode === 'SAME' ? Math.max(overlap, 0) : 0;
  const before = Math.floor(cut / 2);
  return { before, after: cut - before, output, outputPadding };
}

export type OnnxAutoPad = 'NOTSET' | 'VALID' | 'SAME_UPPER' | 'SAME_LOWER';

/**
 * ONNX's `auto_pad` of Conv and the pools: NOTSET takes `pads`, VALID pads nothing, SAME_UPPER is TensorFlow's SAME,
 * SAME_LOWER puts the odd zero in front.
 *
 * @param pads  `[before, after]` of this axis, for NOTSET
 * @see https://onnx.ai/onnx/operators/onnx__Conv.html
 */
export function onnxPadding(
  autoPad: OnnxAutoPad,
  size: number,
  window: BareWindow,
  pads: readonly [number, number] = [0, 0],
): ExplicitPadding {
  if (autoPad === 'SAME_UPPER') return sameSize(size, window, 'after');
  if (autoPad === 'SAME_LOWER') return sameSize(size, window, 'before');
  const [before, after] = autoPad === 'VALID' ? [0, 0] : pads;
  return floorRule(size, window, before, after);
}

/** ONNX's flat `pads`, all axes' beginnings and then all their ends, as one pair per axis. */
export function onnxPadPairs(pads: readonly number[]): [number, number][] {
  const axes = pads.length / 2;
  return Array.from({ length: axes }, (_, axis) => [pads[axis]!, pads[axis + axes]!]);
}

/** One axis of a pooling layer as Caffe has it, with the same padding at both ends. */
export interface CaffePool {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  /** Whether any axis of the layer is padded: only then does Caffe drop a last window that begins in the padding. */
  readonly anyPadding?: boolean;
}

/**
 * Caffe's pooling rounds up: `⌈(size + 2·pad − kernel) / stride⌉ + 1`, less one where a padded layer's last window would begin
 * at or beyond `size + pad`. `after` is what the last window reads past the end, so that the floor rule gives the same.
 *
 * @see Caffe `pooling_layer.cpp`, `PoolingLayer::Reshape`
 */
export function caffePoolPadding(size: number, pool: CaffePool): ExplicitPadding {
  const { kernel, stride, pad, anyPadding = pad > 0 } = pool;
  let output = Math.ceil((size + 2 * pad - kernel) / stride) + 1;
  if (anyPadding && (output - 1) * stride >= size + pad) output -= 1;
  const after = Math.max(0, (output - 1) * stride + kernel - size - pad);
  return { before: pad, after, output };
}

/** Caffe's convolution rounds down, as PyTorch's does: the padding stays what it was. */
export function caffeConvPadding(size: number, window: BareWindow, pad: number): ExplicitPadding {
  return floorRule(size, window, pad, pad);
}
