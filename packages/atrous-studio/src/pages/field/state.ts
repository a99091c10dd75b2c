/** @file What the Receptive field page shows, as plain data: a stack of layers of planes, and the output that is asked. */

import { chain, type LayerSpec, layerSpec, type NetworkSpec, type Shape } from 'atrous/spec';

export const OPS = ['Conv2d', 'MaxPool2d', 'AvgPool2d', 'ConvTranspose2d'] as const;
export type Op = (typeof OPS)[number];

export const NUMBERS = ['kernel', 'stride', 'padding', 'dilation'] as const;
export type NumberName = (typeof NUMBERS)[number];

/** One layer of the stack. Average pools have no dilation: theirs stays 1. */
export interface Row extends Readonly<Record<NumberName, number>> {
  readonly op: Op;
}

/** What the map of the input shows: tap paths, or the gradient of random weights. */
export const MAPS = ['paths', 'gradient'] as const;
export type MapKind = (typeof MAPS)[number];

export interface FieldPageState {
  readonly rows: readonly Row[];
  /** Height and width of the input. */
  readonly size: number;
  /** Which layer's output is asked, from 0. */
  readonly row: number;
  /** Row and column of that output; undefined for the middle. */
  readonly position: readonly [number, number] | undefined;
  readonly map: MapKind;
  /** Random weights follow from it. */
  readonly seed: number;
}

export const rowOf = (op: Op, kernel: number, stride: number, padding: number, dilation: number): Row => ({
  op,
  kernel,
  stride,
  padding,
  dilation,
});

const conv = (kernel: number, stride = 1, dilation = 1): Row =>
  rowOf('Conv2d', kernel, stride, ((kernel - 1) / 2) * dilation, dilation);
const halve: Row = rowOf('MaxPool2d', 2, 2, 0, 1);

/** Stacks that are worth looking at. `name` stands as it is in both languages where it is a network's. */
export const PRESETS: readonly { readonly id: string; readonly rows: readonly Row[]; readonly size: number }[] = [
  { id: 'threes', rows: [conv(3), conv(3), conv(3)], size: 15 },
  { id: 'gridding', rows: [conv(3, 1, 2), conv(3, 1, 2), conv(3, 1, 2)], size: 21 },
  { id: 'growing', rows: [conv(3, 1, 1), conv(3, 1, 2), conv(3, 1, 4), conv(3, 1, 8)], size: 41 },
  {
    id: 'vgg16',
    rows: [2, 2, 3, 3, 3].flatMap((convs) => [...Array.from({ length: convs }, () => conv(3)), halve]),
    size: 224,
  },
  {
    id: 'stem',
    rows: [conv(7, 2), rowOf('MaxPool2d', 3, 2, 1, 1), conv(3), conv(3), conv(3), conv(3)],
    size: 112,
  },
  {
    id: 'hourglass',
    rows: [conv(3), conv(3, 2), conv(3, 2), rowOf('ConvTranspose2d', 4, 2, 1, 1), rowOf('ConvTranspose2d', 4, 2, 1, 1)],
    size: 32,
  },
];

export function initialState(): FieldPageState {
  const { rows, size } = PRESETS[0]!;
  return { rows, size, row: rows.length - 1, position: undefined, map: 'paths', seed: 0 };
}

/** Channels of the layers: the field does not depend on them, the gradient of random weights does. */
export const CHANNELS = 4;

/** @throws what PyTorch's constructor throws */
export function specOf({ op, kernel, stride, padding, dilation }: Row, inChannels: number): LayerSpec {
  if (op === 'AvgPool2d') return layerSpec(op, [kernel], { stride, padding });
  if (op === 'MaxPool2d') return layerSpec(op, [kernel], { stride, padding, dilation });
  return layerSpec(op, [inChannels, CHANNELS, kernel], { stride, padding, dilation });
}

/** @throws what PyTorch's constructors throw */
export function networkOf(rows: readonly Row[]): NetworkSpec {
  const first = rows.findIndex(({ op }) => op.startsWith('Conv'));
  return chain(rows.map((row, i) => specOf(row, i <= first ? 1 : CHANNELS)));
}

export const inputOf = ({ size }: Pick<FieldPageState, 'size'>): Shape => [1, 1, size, size];
