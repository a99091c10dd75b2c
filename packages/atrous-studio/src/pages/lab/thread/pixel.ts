/** @file One pixel of a map: its value, the sum that made it from the real weights and inputs, and what it sees of the photo. */

import { nn } from 'atrous';
import { eachPair, fieldAt, hasTaps, type TapPair, taps } from 'atrous-explain';
import { type LayerSpec, layerWindows, plainSpec, type Shape } from 'atrous/spec';
import { filtersOf } from './model.js';
import { type Kept, mapOf, type Ran, valuesOf } from './kept.js';

export interface PixelQuestion {
  readonly run: number;
  readonly layer: string;
  readonly channel: number;
  readonly at: readonly [row: number, column: number];
  /** The input channel whose products are shown one by one; undefined: the one that adds most. */
  readonly input: number | undefined;
}

/** One product, or one cell of a pool. */
export interface Term {
  /** Row and column in the kernel. */
  readonly tap: readonly [number, number];
  /** Row and column in the input. */
  readonly cell: readonly [number, number];
  readonly x: number;
  /** Undefined for pools. */
  readonly weight: number | undefined;
  /** The one that a max pool takes. */
  readonly wins: boolean;
}

/** What a sum is made of. */
export type Made =
  | {
      readonly how: 'sum';
      readonly bias: number | undefined;
      /** What every input channel adds, in order. */
      readonly parts: readonly { readonly input: number; readonly sum: number }[];
      readonly count: number;
    }
  | { readonly how: 'max' }
  | { readonly how: 'mean'; readonly count: number; readonly divisor: number }
  /** Each value by itself; undefined where it is a join. */
  | { readonly how: 'each'; readonly inputs: readonly { readonly from: string; readonly x: number }[] }
  | {
      readonly how: 'norm';
      readonly x: number;
      readonly mean: number;
      readonly variance: number;
      readonly eps: number;
      readonly weight: number;
      readonly bias: number;
    }
  | { readonly how: 'other' };

export interface SeenAxis {
  readonly low: number;
  readonly high: number;
  readonly holes: number;
}

export interface PixelAnswer {
  readonly run: number;
  readonly layer: string;
  readonly channel: number;
  readonly at: readonly [row: number, column: number];
  readonly value: number;
  readonly made: Made;
  /** Of the pool's channel, or of one input channel of the convolution. */
  readonly terms: readonly Term[];
  readonly termsOf: number | undefined;
  readonly kernel: readonly [rows: number, columns: number] | undefined;
  /** The sum in double precision, which the layer rounded on its way. */
  readonly exact: number | undefined;
  /** Rows and columns of the input; undefined where every pixel is seen. */
  readonly field: readonly [SeenAxis, SeenAxis] | undefined;
  readonly paddingShare: number;
}

const flat = (at: readonly number[], sizes: readonly number[]): number =>
  at.reduce((sum, i, axis) => sum * sizes[axis]! + i, 0);

/** The values that a node read. */
function inputOf(
  ran: Ran,
  { node }: Kept,
  which = 0,
): { readonly values: Float32Array; readonly shape: Shape } | undefined {
  const from = node.from[which];
  if (from === undefined) return undefined;
  const tensor = from === 'input' ? ran.input.tensor : ran.kept.get(from)?.output;
  return tensor && { values: valuesOf(tensor), shape: tensor.shape };
}

interface Explained {
  readonly made: Made;
  readonly terms: readonly Term[];
  readonly termsOf: number | undefined;
  readonly kernel: readonly [number, number] | undefined;
  readonly exact: number | undefined;
}

const NOTHING: Explained = {
  made: { how: 'other' },
  terms: [],
  termsOf: undefined,
  kernel: undefined,
  exact: undefined,
};

const lastTwo = (index: readonly number[]): readonly [number, number] => [index.at(-2)!, index.at(-1)!];

/** The products of a convolution, summed per input channel. */
function convolved(ran: Ran, kept: Kept, pairs: Iterable<TapPair>, question: PixelQuestion): Explained {
  const input = inputOf(ran, kept)!;
  const layer = filtersOf(ran.model.module, kept.node.name);
  if (layer === undefined) return NOTHING;
  const weights = valuesOf(layer.weight);
  const shape = layer.weight.shape;
  const sums = new Map<number, number>();
  const terms = new Map<number, Term[]>();
  let count = 0;
  for (const { input: cell, weight } of pairs) {
    const x = input.values[flat(cell, input.shape.slice(1))]!;
    const w = weights[flat(weight, shape)]!;
    const channel = cell[0]!;
    sums.set(channel, (sums.get(channel) ?? 0) + x * w);
    const own = terms.get(channel) ?? [];
    own.push({ tap: lastTwo(weight), cell: lastTwo(cell), x, weight: w, wins: false });
    terms.set(channel, own);
    count++;
  }
  const parts = Array.from(sums, ([channel, sum]) => ({ input: channel, sum })).sort((a, b) => a.input - b.input);
  const strongest = parts.reduce<(typeof parts)[number] | undefined>(
    (most, part) => (most === undefined || Math.abs(part.sum) > Math.abs(most.sum) ? part : most),
    undefined,
  );
  const termsOf = question.input !== undefined && terms.has(question.input) ? question.input : strongest?.input;
  const bias = layer.bias === null ? undefined : valuesOf(layer.bias)[question.channel]!;
  return {
    made: { how: 'sum', bias, parts, count },
    terms: termsOf === undefined ? [] : terms.get(termsOf)!,
    termsOf,
    kernel: lastTwo(shape),
    exact: parts.reduce((sum, part) => sum + part.sum, 0) + (bias ?? 0),
  };
}

/** By what an average pool divides. Padding counts unless `count_include_pad` is false; what hangs over beyond it never does. */
function divisorOf(spec: LayerSpec, input: Shape, at: readonly number[], cells: number): number {
  const { divisorOverride, countIncludePad } = spec.args;
  if (typeof divisorOverride === 'number') return divisorOverride;
  if (countIncludePad !== true) return cells;
  return layerWindows(spec, input)!.reduce((product, { kernel, stride, padBefore, padAfter }, axis) => {
    const first = at[axis]! * stride - padBefore;
    return product * (Math.min(first + kernel, input.at(axis - 2)! + padAfter) - first);
  }, 1);
}

function pooled(ran: Ran, kept: Kept, pairs: Iterable<TapPair>, { at, channel }: PixelQuestion): Explained {
  const input = inputOf(ran, kept)!;
  const spec = plainSpec(kept.node.spec, input.shape);
  const terms: Term[] = [];
  let best: number | undefined;
  for (const { input: cell, weight } of pairs) {
    const x = input.values[flat(cell, input.shape.slice(1))]!;
    if (best === undefined || x > terms[best]!.x || Number.isNaN(x)) best = terms.length;
    terms.push({ tap: lastTwo(weight), cell: lastTwo(cell), x, weight: undefined, wins: false });
  }
  const kernel = layerWindows(spec, input.shape)!.map((window) => window.kernel) as [number, number];
  const base = { kernel, termsOf: channel };
  if (spec.op.startsWith('MaxPool'))
    return {
      ...base,
      made: { how: 'max' },
      terms: terms.map((term, i) => ({ ...term, wins: i === best })),
      exact: best === undefined ? undefined : terms[best]!.x,
    };
  if (!spec.op.startsWith('AvgPool')) return { ...base, made: { how: 'other' }, terms, exact: undefined };
  const divisor = divisorOf(spec, input.shape, at, terms.length);
  const sum = terms.reduce((total, { x }) => total + x, 0);
  return { ...base, made: { how: 'mean', count: terms.length, divisor }, terms, exact: sum / divisor };
}

/** Layers that turn each value by itself have outputs of the inputs' shape; so have sums of two. */
function eachByItself(ran: Ran, kept: Kept, { channel, at }: PixelQuestion): Explained {
  const module =
    kept.node.from.length === 1 && !kept.node.spec.op.startsWith('cat') ? moduleOf(ran, kept.node.name) : undefined;
  const shape = kept.output.shape;
  const inputs = kept.node.from.flatMap((from, which) => {
    const input = inputOf(ran, kept, which);
    if (input === undefined || input.shape.join() !== shape.join()) return [];
    return [{ from, x: input.values[flat([channel, ...at].slice(0, shape.length - 1), shape.slice(1))]! }];
  });
  if (inputs.length !== kept.node.from.length || SPREADING.test(kept.node.spec.op)) return NOTHING;
  if (module instanceof nn.BatchNorm2d && module.runningMean && module.runningVar) {
    const numberOf = (values: ArrayLike<number | bigint> | undefined, usual: number): number =>
      values ? Number(values[channel]) : usual;
    const [mean, variance] = [numberOf(module.runningMean.data, 0), numberOf(module.runningVar.data, 1)];
    const [weight, bias] = [numberOf(module.weight?.data, 1), numberOf(module.bias?.data, 0)];
    const { x } = inputs[0]!;
    const exact = ((x - mean) / Math.sqrt(variance + module.eps)) * weight + bias;
    return { ...NOTHING, made: { how: 'norm', x, mean, variance, eps: module.eps, weight, bias }, exact };
  }
  return { ...NOTHING, made: { how: 'each', inputs } };
}

/** Layers whose outputs have the input's shape but read more than the same place. */
const SPREADING = /Norm|Softmax|Conv|Pool|Pad|Shuffle|Fold|^permute|^transpose|^matmul/;

function moduleOf({ model }: Ran, name: string): nn.Module | undefined {
  try {
    return model.module.getSubmodule(name);
  } catch {
    return undefined;
  }
}

/** Of a linear layer every input is a part of its own. */
function weighed(layer: nn.Linear, input: ArrayLike<number>, channel: number): Explained {
  const weights = valuesOf(layer.weight);
  const parts = Array.from({ length: input.length }, (_, i) => ({
    input: i,
    sum: input[i]! * weights[channel * input.length + i]!,
  }));
  const bias = layer.bias === null ? undefined : valuesOf(layer.bias)[channel]!;
  const exact = parts.reduce((sum, part) => sum + part.sum, 0) + (bias ?? 0);
  return { ...NOTHING, made: { how: 'sum', bias, parts, count: parts.length }, exact };
}

/** A mean over the stretch of the input that belongs to an output: from ⌊i·n/m⌋ up to ⌈(i+1)·n/m⌉. */
function averaged(ran: Ran, kept: Kept, { channel, at }: PixelQuestion): Explained {
  const input = inputOf(ran, kept)!;
  const [rows, columns] = [0, 1].map((axis) => {
    const [sizes, count] = [input.shape.at(axis - 2)!, kept.output.shape.at(axis - 2)!];
    return [Math.floor((at[axis]! * sizes) / count), Math.ceil(((at[axis]! + 1) * sizes) / count)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  let sum = 0;
  for (let y = rows[0]; y < rows[1]; y++)
    for (let x = columns[0]; x < columns[1]; x++) sum += input.values[flat([channel, y, x], input.shape.slice(1))]!;
  const count = (rows[1] - rows[0]) * (columns[1] - columns[0]);
  return { ...NOTHING, made: { how: 'mean', count, divisor: count }, exact: sum / count };
}

function explained(ran: Ran, kept: Kept, question: PixelQuestion): Explained {
  const { spec, from } = kept.node;
  const input = kept.inputs[0];
  if (from.length === 1 && input?.length === 4 && hasTaps(spec.op)) {
    const pairs = eachPair(taps.ofOutput(spec, input, [question.channel, ...question.at]));
    return spec.op.includes('Conv') ? convolved(ran, kept, pairs, question) : pooled(ran, kept, pairs, question);
  }
  if (spec.op === 'AdaptiveAvgPool2d' && input?.length === 4) return averaged(ran, kept, question);
  const module = moduleOf(ran, kept.node.name);
  if (module instanceof nn.Linear && input?.length === 2)
    return weighed(module, inputOf(ran, kept)!.values, question.channel);
  return eachByItself(ran, kept, question);
}

function seen(
  ran: Ran,
  { node, output }: Kept,
  at: readonly [number, number],
): Pick<PixelAnswer, 'field' | 'paddingShare'> {
  if (output.shape.length !== 4) return { field: undefined, paddingShare: 0 };
  const { axes, paddingShare } = fieldAt(ran.network, ran.input.tensor.shape, node.name, at);
  const field = axes.map(({ low, high, holes }) => ({ low, high, holes }));
  return { field: field.length === 2 ? (field as unknown as [SeenAxis, SeenAxis]) : undefined, paddingShare };
}

/** Undefined for another run, or no pixel. */
export function pixelAnswer(ran: Ran | undefined, question: PixelQuestion): PixelAnswer | undefined {
  const kept = ran?.run === question.run ? ran.kept.get(question.layer) : undefined;
  const size = kept && mapOf(kept.output.shape);
  if (ran === undefined || kept === undefined || size === undefined) return undefined;
  const { channel, at } = question;
  if (channel >= size[0] || at[0] >= size[1] || at[1] >= size[2]) return undefined;
  return {
    run: ran.run,
    layer: question.layer,
    channel,
    at,
    value: valuesOf(kept.output)[flat([channel, ...at], size)]!,
    ...explained(ran, kept, question),
    ...seen(ran, kept, at),
  };
}
