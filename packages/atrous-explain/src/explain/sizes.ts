/** @file Every size of a layer's output, explained axis by axis. */

import {
  type Arg,
  type LayerSpec,
  type Shape,
  type Window,
  layerWindows,
  span,
  wrapDimension,
  plainSpec,
} from 'atrous/spec';
import { outputOf } from './call.js';
import { adaptiveNotes, adaptiveSteps } from './adaptive.js';
import {
  type AxisExplanation,
  type Note,
  type Step,
  axisNames,
  formula,
  given,
  note,
  productOf,
  ref,
} from './tokens.js';
import { outputPaddingNotes, transposedStep } from './transposed.js';
import { reachTokens, sameNote, slidingDetails, slidingNotes, slidingSteps, type SlidingAxis } from './windows.js';

/** One layer on one input, whose sizes are known to be legal. */
interface Case {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape;
}

type Explain = (layer: Case) => AxisExplanation[];

/**
 * How each axis of the output that the layer decides about gets its size: the formula with the numbers put in, steps
 * that follow it (the clip of `ceil_mode`), and notes (cells that no window reads, the range of `output_padding`).
 * Spatial axes come outermost first: D, H, W. A layer that keeps all sizes explains nothing.
 *
 * @throws what PyTorch throws where the layer refuses this input
 */
export function explainSizes(layer: LayerSpec, inputShape: Shape): AxisExplanation[] {
  // A lazy layer is explained as what this input makes of it.
  const spec = plainSpec(layer, inputShape);
  const family = spec.op.replace(/[123]d$/, '');
  const explainFamily = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
  if (!explainFamily) return [];
  return explainFamily({ spec, input: inputShape, output: outputOf(spec, inputShape) });
}

/** An axis whose size is the value of its last step. */
function explained(
  axis: string,
  dim: number | undefined,
  steps: readonly Step[],
  notes: readonly Note[] = [],
  details: readonly Step[] = [],
): AxisExplanation {
  return { axis, dim, output: steps.at(-1)!.value, steps, details, notes };
}

/** The last `rank` axes of a layer that keeps their number: name, place in the shape, sizes before and after. */
function spatialAxes({
  spec,
  input,
  output,
}: Case): { axis: string; dim: number; size: number; count: number; i: number }[] {
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? input.length - 2);
  return axisNames(rank).map((axis, i) => {
    const dim = output.length - rank + i;
    return { axis, dim, size: input[input.length - rank + i]!, count: output[dim]!, i };
  });
}

/** The value of a per-axis argument for axis `i`. */
function valueAt(value: Arg | undefined, i: number): number {
  return Array.isArray(value) ? Number(value.length === 1 ? value[0] : value[i]) : Number(value);
}

const sliding =
  (dilated: boolean): Explain =>
  (layer) => {
    const { args } = layer.spec;
    const windows = layerWindows(layer.spec, layer.input)!;
    return spatialAxes(layer).map(({ axis, dim, size, count, i }) => {
      const window = windows[i]!;
      const one: SlidingAxis = { axis, size, window, dilated, ceilMode: args['ceilMode'] === true };
      const notes = slidingNotes(one, count);
      const all = args['padding'] === 'same' ? [sameNote(window), ...notes] : notes;
      return explained(axis, dim, slidingSteps(one), all, slidingDetails(one, count));
    });
  };

const spanStep = (axis: string, window: Window): Step => ({
  id: 'span',
  tokens: reachTokens(axis, window),
  value: span(window.kernel, window.dilation),
});

const transposed: Explain = (layer) => {
  const windows = layerWindows(layer.spec, layer.input)!;
  return spatialAxes(layer).map(({ axis, dim, size, i }) => {
    const step = transposedStep(axis, size, windows[i]!, valueAt(layer.spec.args['outputPadding'], i));
    return explained(axis, dim, [step], outputPaddingNotes(size, windows[i]!), [spanStep(axis, windows[i]!)]);
  });
};

const adaptive: Explain = (layer) =>
  spatialAxes(layer).map(({ axis, dim, size, count }) =>
    explained(axis, dim, adaptiveSteps(axis, size, count), adaptiveNotes(size, count)),
  );

/** Amounts come in pairs from the last axis backwards. */
const padded: Explain = (layer) => {
  const amounts = layer.spec.args['padding'] as readonly number[];
  const axes = spatialAxes(layer);
  return axes.map(({ axis, dim, size, i }) => {
    const [before, after] = amounts.slice(2 * (axes.length - 1 - i)) as [number, number];
    const parts = [ref('n', axis, size), ' + ', ref('padBefore', axis, before), ' + ', ref('padAfter', axis, after)];
    return explained(axis, dim, [{ id: 'size', tokens: formula(...parts), value: size + before + after }]);
  });
};

const resized: Explain = (layer) => {
  const { scaleFactor } = layer.spec.args;
  // The class names 2-D ones `UpsamplingNearest2d`; the plain class takes its rank from the input.
  return spatialAxes(layer).map(({ axis, dim, size, count, i }) => {
    const tokens =
      scaleFactor === null || scaleFactor === undefined
        ? given(axis, count, 'size')
        : formula('⌊', ref('n', axis, size), '·', ref('scaleFactor', axis, valueAt(scaleFactor, i)), '⌋');
    return explained(axis, dim, [{ id: 'size', tokens, value: count }]);
  });
};

/** Channels become rows and columns. */
const pixelShuffle: Explain = ({ spec, input, output }) => {
  const dim = output.length - 3;
  const [c, h, w] = input.slice(-3) as [number, number, number];
  const r = ref('upscaleFactor', undefined, Number(spec.args['upscaleFactor']));
  const channels = formula(ref('channels', 'C', c), ' / ', '(', r, '·', r, ')');
  return [
    explained('C', dim, [{ id: 'size', tokens: channels, value: output[dim]! }]),
    explained('H', dim + 1, [{ id: 'size', tokens: productOf([ref('n', 'H', h), r]), value: output[dim + 1]! }]),
    explained('W', dim + 2, [{ id: 'size', tokens: productOf([ref('n', 'W', w), r]), value: output[dim + 2]! }]),
  ];
};

/** Rows and columns become channels. */
const pixelUnshuffle: Explain = ({ spec, input, output }) => {
  const dim = output.length - 3;
  const [c, h, w] = input.slice(-3) as [number, number, number];
  const r = ref('downscaleFactor', undefined, Number(spec.args['downscaleFactor']));
  const divided = (axis: string, n: number, at: number): AxisExplanation =>
    explained(axis, at, [{ id: 'size', tokens: formula(ref('n', axis, n), ' / ', r), value: output[at]! }]);
  const channels = productOf([ref('channels', 'C', c), r, r]);
  return [
    explained('C', dim, [{ id: 'size', tokens: channels, value: output[dim]! }]),
    divided('H', h, dim + 1),
    divided('W', w, dim + 2),
  ];
};

/** Positions of the block along height and width of the image, which both folds share. */
function blocks(windows: readonly Window[], image: readonly number[]): { step: Step; notes: Note[] }[] {
  return axisNames(2).map((axis, i) => {
    const one = { axis, size: image[i]!, window: windows[i]!, dilated: true, ceilMode: false };
    const step: Step = { ...slidingSteps(one)[0]!, id: 'blocks' };
    return { step, notes: slidingNotes(one, step.value) };
  });
}

/** Every position of the block becomes a column, every element under it a row. */
const unfold: Explain = ({ spec, input, output }) => {
  const windows = layerWindows(spec, input)!;
  const counted = blocks(windows, input.slice(-2));
  const under = [ref('channels', 'C', input.at(-3)!), ...kernels(windows)];
  return [
    ...axisNames(2).map((axis, i) => explained(axis, undefined, [counted[i]!.step], counted[i]!.notes)),
    explained('C', output.length - 2, [{ id: 'size', tokens: productOf(under), value: output.at(-2)! }]),
    explained('L', output.length - 1, [
      { id: 'size', tokens: productOf(counted.map(({ step }) => step.value)), value: output.at(-1)! },
    ]),
  ];
};

const kernels = (windows: readonly Window[]): ReturnType<typeof ref>[] =>
  windows.map((window, i) => ref('kernel', axisNames(windows.length)[i], window.kernel));

/** The image's size is given; the columns must be as many as blocks fit it. */
const fold: Explain = ({ spec, input, output }) => {
  const windows = layerWindows(spec, input)!;
  const counted = blocks(windows, output.slice(-2));
  const rows = ref('channels', 'C', input.at(-2)!);
  const channels = formula(rows, ' / ', '(', ...productOf(kernels(windows)), ')');
  const dim = output.length - 3;
  return [
    explained('C', dim, [{ id: 'size', tokens: channels, value: output[dim]! }]),
    ...axisNames(2).map((axis, i) => {
      const count = output[dim + 1 + i]!;
      const size: Step = { id: 'size', tokens: given(axis, count, 'output_size'), value: count };
      return explained(axis, dim + 1 + i, [counted[i]!.step, size], counted[i]!.notes);
    }),
  ];
};

const flatten: Explain = ({ spec, input, output }) => {
  if (input.length <= output.length) return [];
  const start = wrapDimension(Number(spec.args['startDim']), input.length);
  const merged = input.slice(start, start + input.length - output.length + 1);
  const factors = merged.map((size) => ref('n', undefined, size));
  return [explained('features', start, [{ id: 'size', tokens: productOf(factors), value: output[start]! }])];
};

/** `(16 − 1)·2 − 2·0 + 2`: what the pool's size rule goes back to. */
const unpooled: Explain = (layer) => {
  const { kernelSize, stride, padding } = layer.spec.args;
  return spatialAxes(layer).map(({ axis, dim, size, count, i }) => {
    const [k, s, p] = [kernelSize, stride, padding].map((value) => valueAt(value, i)) as [number, number, number];
    const tokens = [
      ...formula('(', ref('n', axis, size), ' − ', 1, ')', '·', ref('stride', axis, s)),
      ...formula(' − ', 2, '·', ref('padding', axis, p), ' + ', ref('kernel', axis, k)),
    ];
    const range = note('outputSizeRange', { least: Math.max(1, count - s + 1), most: count + s - 1 });
    return explained(axis, dim, [{ id: 'size', tokens, value: count }], s > 1 ? [range] : []);
  });
};

/** Sizes are given, or a share of the input's. */
const fractional: Explain = (layer) => {
  const { outputRatio } = layer.spec.args;
  return spatialAxes(layer).map(({ axis, dim, size, count, i }) => {
    const isGiven = outputRatio === null || outputRatio === undefined;
    const tokens = isGiven
      ? given(axis, count, 'output_size')
      : formula('⌊', ref('n', axis, size), '·', ref('scaleFactor', axis, valueAt(outputRatio, i)), '⌋');
    return explained(axis, dim, [{ id: 'size', tokens, value: count }], [note('random')]);
  });
};

/** One half is the gate of the other. */
const gated: Explain = ({ spec, input, output }) => {
  const dim = wrapDimension(Number(spec.args['dim']), input.length);
  const tokens = formula(ref('features', 'features', input[dim]!), ' / ', 2);
  return [explained('features', dim, [{ id: 'size', tokens, value: output[dim]! }])];
};

/** Sizes are given, one of them perhaps by the others. */
const unflattened: Explain = ({ spec, input, output }) => {
  const start = wrapDimension(Number(spec.args['dim']), input.length);
  const asked = spec.args['unflattenedSize'] as readonly number[];
  return asked.map((size, i) => {
    const value = output[start + i]!;
    const others = productOf(asked.filter((_, other) => other !== i));
    const tokens =
      size >= 0 || asked.length === 1
        ? given(undefined, value, 'unflattened_size')
        : formula(ref('n', undefined, input[start]!), ' / ', '(', ...others, ')');
    return explained('features', start + i, [{ id: 'size', tokens, value }]);
  });
};

const linear: Explain = ({ output }) => {
  const value = output.at(-1)!;
  const tokens = formula(ref('features', 'features', value));
  return [explained('features', output.length - 1, [{ id: 'size', tokens, value }])];
};

const FAMILIES: Readonly<Record<string, Explain>> = {
  Conv: sliding(true),
  ConvTranspose: transposed,
  MaxPool: sliding(true),
  AvgPool: sliding(false),
  LPPool: sliding(false),
  MaxUnpool: unpooled,
  FractionalMaxPool: fractional,
  AdaptiveAvgPool: adaptive,
  AdaptiveMaxPool: adaptive,
  ZeroPad: padded,
  ConstantPad: padded,
  ReflectionPad: padded,
  ReplicationPad: padded,
  CircularPad: padded,
  Upsample: resized,
  UpsamplingNearest: resized,
  UpsamplingBilinear: resized,
  PixelShuffle: pixelShuffle,
  PixelUnshuffle: pixelUnshuffle,
  Unfold: unfold,
  Fold: fold,
  Flatten: flatten,
  Unflatten: unflattened,
  GLU: gated,
  Linear: linear,
  Bilinear: linear,
};
