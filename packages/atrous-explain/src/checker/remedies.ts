/** @file The four things to do about a checkerboard, each as layers that give the same size. */

import { type Arg, type LayerSpec, type Shape, layerSpec, outputShape, parameterShapes } from 'atrous/spec';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { solve } from '../solve/solve.js';
import { transposedLayer } from './overlap.js';

export type RemedyId = 'divisible' | 'resize' | 'subpixel' | 'blur';

/** A layer with its parameters, flat; none where a layer has none. */
export interface WeightedLayer {
  readonly spec: LayerSpec;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
}

/** Values for a new layer's parameter. */
export type Initial = (shape: Shape, name: string) => ArrayLike<number>;

export interface Remedy {
  readonly id: RemedyId;
  readonly layers: readonly WeightedLayer[];
  /** What it is and what it costs. */
  readonly note: Phrase;
}

const product = (sizes: Shape): number => sizes.reduce((a, b) => a * b, 1);

/** Numbers in (−b, b) with `b = 1/√fan_in`, as PyTorch's layers begin, the same at every call. */
export const initialValues: Initial = (shape) => {
  const bound = 1 / Math.sqrt(Math.max(1, product(shape.slice(1))));
  let state = 0x2545f491;
  return Float64Array.from({ length: product(shape) }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return (((mixed ^ (mixed >>> 16)) >>> 0) / 0x80000000 - 1) * bound;
  });
};

function weighted(spec: LayerSpec, initial: Initial): WeightedLayer {
  return {
    spec,
    parameters: Object.fromEntries(parameterShapes(spec).map(([name, shape]) => [name, initial(shape, name)])),
  };
}

/** A kernel that the stride divides, for the same sizes; undefined where it does already, and where the solver finds none. */
export function divisibleSpec(spec: LayerSpec, input: Shape): LayerSpec | undefined {
  const layer = transposedLayer(spec, input);
  const stride = layer.windows.map((window) => window.stride);
  const kernel = layer.windows.map((window, axis) => Math.ceil(window.kernel / stride[axis]!) * stride[axis]!);
  if (layer.windows.every((window, axis) => window.kernel === kernel[axis] && window.dilation === 1)) return undefined;
  const fixed = { stride, kernel, dilation: 1 };
  const { solutions } = solve({ op: 'convTranspose', input: layer.input, output: layer.output, fixed, shared: false });
  const [best] = solutions;
  if (!best) return undefined;
  const { padding, outputPadding } = best;
  const args = {
    kernelSize: kernel,
    padding: [...padding],
    outputPadding: [...outputPadding],
    dilation: kernel.map(() => 1),
  };
  return layerSpec(spec.op, [], { ...spec.args, ...args });
}

/** An odd kernel about as large as the one it replaces, with the padding that keeps the size. */
function keepingConv(spec: LayerSpec, rank: number, outChannels: number, kernel: number): LayerSpec {
  const { inChannels, groups, bias } = spec.args as Record<string, Arg>;
  const size = Math.max(3, kernel % 2 === 0 ? kernel - 1 : kernel);
  const args = { kernelSize: size, padding: (size - 1) / 2, groups: groups!, bias: bias! };
  return layerSpec(`Conv${rank}d`, [], { inChannels: inChannels!, outChannels, ...args });
}

/** Every `r²` channels that become one picture's phases begin with the same weights: initialisation to nearest neighbours. */
function icnr(spec: LayerSpec, phases: number, initial: Initial): WeightedLayer {
  const parameters = parameterShapes(spec).map(([name, shape]): [string, ArrayLike<number>] => {
    const small = initial([shape[0]! / phases, ...shape.slice(1)], name);
    const row = product(shape.slice(1));
    const copied = Float64Array.from({ length: product(shape) }, (_, i) => {
      const channel = Math.floor(Math.floor(i / row) / phases);
      return small[channel * row + (i % row)]!;
    });
    return [name, copied];
  });
  return { spec, parameters: Object.fromEntries(parameters) };
}

/**
 * The four remedies of a transposed convolution, those that exist for it: a kernel that the stride divides; resizing to nearest
 * neighbours and a convolution; sub-pixel convolution with ICNR (in planes, one stride, exact multiples); a blur as wide as
 * the stride behind the layer itself, whose weights stay.
 *
 * @throws QuestionError for another layer; what PyTorch throws for the input
 * @see Aitken et al., "Checkerboard artifact free sub-pixel convolution", 2017 (ICNR); Sugawara et al., 2018 (blur)
 */
export function remediesOf(own: WeightedLayer, input: Shape, initial: Initial = initialValues): Remedy[] {
  const { spec } = own;
  const layer = transposedLayer(spec, input);
  const rank = layer.windows.length;
  const stride = layer.windows.map((window) => window.stride);
  const kernel = Math.max(...layer.windows.map((window) => window.kernel));
  const remedies: Remedy[] = [];
  const divisible = divisibleSpec(spec, input);
  if (divisible)
    remedies.push({ id: 'divisible', layers: [weighted(divisible, initial)], note: phrase('remedyDivisible') });
  const resize = layerSpec('Upsample', [], { size: [...layer.output] });
  const conv = keepingConv(spec, rank, layer.outChannels, kernel);
  remedies.push({
    id: 'resize',
    layers: [{ spec: resize, parameters: {} }, weighted(conv, initial)],
    note: phrase('remedyResize'),
  });
  const [r] = stride;
  const exact = layer.output.every((size, axis) => size === layer.input[axis]! * stride[axis]!);
  if (rank === 2 && stride.every((s) => s === r) && exact) {
    const wide = keepingConv(spec, rank, layer.outChannels * r! * r!, kernel);
    const shuffle: WeightedLayer = { spec: layerSpec('PixelShuffle', [r!]), parameters: {} };
    remedies.push({ id: 'subpixel', layers: [icnr(wide, r! * r!, initial), shuffle], note: phrase('remedySubpixel') });
  }
  remedies.push({ id: 'blur', layers: [own, ...blur(stride)], note: phrase('remedyBlur') });
  return remedies.filter(({ layers }) => reaches(layers, input, layer.output));
}

/** A mean over one period, with the border repeated so that the size stays. */
function blur(stride: readonly number[]): WeightedLayer[] {
  const rank = stride.length;
  const padding = stride.toReversed().flatMap((s) => [Math.floor((s - 1) / 2), Math.ceil((s - 1) / 2)]);
  return [
    { spec: layerSpec(`ReplicationPad${rank}d`, [padding]), parameters: {} },
    { spec: layerSpec(`AvgPool${rank}d`, [[...stride]], { stride: 1 }), parameters: {} },
  ];
}

function reaches(layers: readonly WeightedLayer[], input: Shape, output: Shape): boolean {
  const shape = layers.reduce<Shape>((now, { spec }) => outputShape(spec, now), input);
  return shape.slice(-output.length).join() === output.join();
}
