/** @file What the Layer page shows, as plain data: everything that a link holds. */

import { type Arg, type ArgRule, type LayerSpec, LAYERS, layerSpec } from 'atrous/spec';
import type { SceneLens } from 'atrous-explain';

export const TABS = ['slide', 'stamp', 'gather', 'matrix', 'values', 'solid'] as const;
export type Tab = (typeof TABS)[number];

/** What is looked at: an output or input cell, or a tap, by one index per spatial axis. */
export interface Selection {
  readonly what: 'out' | 'in' | 'tap';
  readonly index: readonly number[];
}

/** What the input is filled with on the Values tab. */
export const INPUTS = ['ramp', 'impulse', 'ones', 'checks', 'noise', 'edge'] as const;
export type InputKind = (typeof INPUTS)[number];
/** What the weights are on the Values tab. */
export const WEIGHTS = ['initial', 'ramp', 'ones', 'identity', 'mean', 'gauss', 'sobel', 'laplace', 'sharpen'] as const;
export type WeightKind = (typeof WEIGHTS)[number];

export interface LayerPageState {
  readonly op: string;
  /** As written: a number stands for all axes. May be what PyTorch refuses; `dtype` and `device` are not among them. */
  readonly args: Readonly<Record<string, Arg>>;
  /** Shape of the input, batch included where there is one. */
  readonly input: readonly number[];
  readonly tab: Tab;
  /** Undefined: the first output. */
  readonly selection: Selection | undefined;
  /** The output channel that is made, and the input channel that is shown with it. */
  readonly channel: number;
  readonly inChannel: number;
  /** How much of large planes is shown, and where; undefined: as much as is easy to read, where the selection is. */
  readonly lens: SceneLens | undefined;
  /** On the Gather tab: 0 shows the stamps, 1 the sliding window. */
  readonly morph: number;
  readonly inputKind: InputKind;
  readonly weightKind: WeightKind;
  /** Turns the kernel by half a turn first: convolution as mathematics has it. */
  readonly flipped: boolean;
}

/** Arguments that the page offers, in PyTorch's order. */
export const argRules = (op: string): readonly ArgRule[] =>
  LAYERS[op]!.args.filter(({ name }) => name !== 'dtype' && name !== 'device');

/** Layer classes that take one input and are known without one. */
export const OPS: readonly string[] = Object.keys(LAYERS).filter(
  (op) => LAYERS[op]!.lazy === undefined && LAYERS[op]!.second === undefined,
);

/** Spatial axes of a layer, as its name says; 2 where it says nothing. */
export const rankOf = (op: string): number => Number(/([123])d$/.exec(op)?.[1] ?? 2);

const EXAMPLE_SIZES: Readonly<Record<number, readonly number[]>> = { 1: [12], 2: [5, 5], 3: [4, 5, 5] };

/** Values of required arguments that make a small picture. */
const EXAMPLES: Readonly<Record<string, Arg>> = {
  inChannels: 1,
  outChannels: 1,
  kernelSize: 3,
  outputSize: 2,
  normType: 2,
  numFeatures: 4,
  numChannels: 4,
  numGroups: 2,
  normalizedShape: 5,
  inFeatures: 5,
  outFeatures: 3,
  upscaleFactor: 2,
  downscaleFactor: 2,
  groups: 2,
  padding: 1,
  size: 2,
  value: 0,
  dim: 1,
};

/** What a class looks like when somebody chooses it. */
export function exampleOf(op: string): Pick<LayerPageState, 'op' | 'args' | 'input'> {
  const rules = argRules(op);
  const args = Object.fromEntries(
    rules.map(({ name, default: usual }) => [name, usual === undefined ? (EXAMPLES[name] ?? 1) : usual]),
  );
  const special: Readonly<Record<string, Partial<Record<string, Arg>>>> = {
    ConvTranspose: { stride: 2, padding: 1 },
    MaxPool: { kernelSize: 2 },
    AvgPool: { kernelSize: 2 },
    LPPool: { kernelSize: 2 },
    Upsample: { scaleFactor: 2 },
    UpsamplingNearest: { scaleFactor: 2 },
    UpsamplingBilinear: { scaleFactor: 2 },
    GLU: { dim: 1 },
    Unflatten: { unflattenedSize: [2, 2] },
    FractionalMaxPool: { kernelSize: 2, outputSize: 2 },
    Fold: { outputSize: [4, 4], kernelSize: 2 },
  };
  const family = op.replace(/[123]d$/, '');
  const own = { ...args, ...special[family] } as Record<string, Arg>;
  return { op, args: own, input: exampleInput(op, own) };
}

function exampleInput(op: string, args: Readonly<Record<string, Arg>>): number[] {
  if (op === 'Linear') return [1, Number(args['inFeatures'])];
  if (op === 'BatchNorm1d') return [1, Number(args['numFeatures']), 12];
  if (op === 'Fold') return [1, 4, 9];
  if (op === 'Unflatten') return [1, 4];
  const channels =
    args['inChannels'] ?? args['numFeatures'] ?? args['numChannels'] ?? (/Shuffle|Dropout|^GLU$/.test(op) ? 4 : 1);
  const shuffled = op === 'PixelUnshuffle' ? [4, 4] : undefined;
  return [1, Number(channels), ...(shuffled ?? EXAMPLE_SIZES[rankOf(op)]!)];
}

/** The first visit: small enough to see every cell, and with everything that a layer has. */
export function initialState(): LayerPageState {
  const { op, args, input } = exampleOf('Conv2d');
  return {
    op,
    args: { ...args, stride: 1, padding: 1 },
    input,
    tab: 'slide',
    selection: undefined,
    channel: 0,
    inChannel: 0,
    lens: undefined,
    morph: 1,
    inputKind: 'ramp',
    weightKind: 'initial',
    flipped: false,
  };
}

/** The layer as the library knows it. @throws what PyTorch's constructor throws */
export const specOf = ({ op, args }: Pick<LayerPageState, 'op' | 'args'>): LayerSpec => layerSpec(op, [], args);
