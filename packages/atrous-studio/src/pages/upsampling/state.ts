/** @file What the Upsampling page shows, as plain data: one transposed convolution of planes, and what goes through it. */

import { type LayerSpec, layerSpec, type Shape } from 'atrous/spec';

/** Numbers of the layer, in the order of the call. */
export const NUMBERS = [
  'inChannels',
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'outputPadding',
  'dilation',
] as const;
export type NumberName = (typeof NUMBERS)[number];

/** What the input is filled with. */
export const FILLS = ['constant', 'noise', 'disc'] as const;
export type Fill = (typeof FILLS)[number];

/** What the weights are: drawn as PyTorch draws them, or all 1. */
export const WEIGHTS = ['ones', 'drawn'] as const;
export type Weights = (typeof WEIGHTS)[number];

export interface UpsamplingState {
  readonly numbers: Readonly<Record<NumberName, number>>;
  /** Height and width of the input. */
  readonly size: number;
  readonly fill: Fill;
  readonly weights: Weights;
  /** Weights and noise follow from it. */
  readonly seed: number;
}

/** The layer of many generators: it doubles the size, and its stride does not divide its kernel. Weights of 1 show that alone. */
export function initialState(): UpsamplingState {
  return {
    numbers: { inChannels: 8, outChannels: 1, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, dilation: 1 },
    size: 12,
    fill: 'constant',
    weights: 'ones',
    seed: 0,
  };
}

/** @throws what PyTorch's constructor throws */
export const specOf = ({ numbers }: Pick<UpsamplingState, 'numbers'>): LayerSpec =>
  layerSpec('ConvTranspose2d', [], { ...numbers });

export const inputOf = ({ numbers, size }: Pick<UpsamplingState, 'numbers' | 'size'>): Shape => [
  1,
  numbers.inChannels,
  size,
  size,
];
