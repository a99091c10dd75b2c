/** @file Where in its input a layer answers, or what a class was recognised by, as a map of the input's size. */

import { enableGrad, noGrad } from '../autograd/index.js';
import { ArgumentError, IndexError, ShapeError } from '../errors.js';
import { nearest } from '../geometry/nearest.js';
import { checkOptions } from '../geometry/options.js';
import { sizeList } from '../geometry/python.js';
import type { Module, TensorModule } from '../nn/module.js';
import { relu } from '../ops/activation/index.js';
import { grad } from '../ops/backward.js';
import { mul } from '../ops/elementwise/index.js';
import { amax, argmax, mean, norm, sum } from '../ops/reduce/index.js';
import { interpolate } from '../ops/resize/index.js';
import { gather, unsqueeze } from '../ops/shape/index.js';
import { flatten } from '../ops/flatten.js';
import { fromTypedArray } from '../tensor/create.js';
import type { Tensor } from '../tensor/tensor.js';

/** How the channels of one position become one number. */
export type HeatmapBy = 'mean' | 'max' | 'norm' | 'gradcam';

export interface HeatmapOptions {
  /**
   * `'mean'`, `'max'`, or `'norm'` (the default), the root of the sum of squares, over the channels; or `'gradcam'`: the
   * channels weighted by how much the score of `target` grows with them.
   */
  by?: HeatmapBy;
  /** For `'gradcam'`: the class, or the channel of a network that gives maps; default: each sample's highest score. */
  target?: number | null;
}

const WAYS: readonly HeatmapBy[] = ['mean', 'max', 'norm', 'gradcam'];

/** `F.interpolate`'s modes by the number of axes behind the channels. */
const MODES = { 1: 'linear', 2: 'bilinear', 3: 'trilinear' } as const;

interface Answer {
  /** What the layer gave: [N, C, …]. */
  readonly maps: Tensor;
  /** What the network gave. */
  readonly output: Tensor;
}

/**
 * The map of a layer's answers, [N, C, …] → [N, …] of the input's size, such as [N, H, W]: the layer's map stretched over the
 * whole input by `F.interpolate` (linear, pixel centres aligned).
 *
 *     const map = heatmap(model.eval(), model.conv2, images, { by: 'gradcam', target: 7 });
 *
 * Grad-CAM (Selvaraju et al., 2017, equations 1 and 2), A being the layer's maps:
 *
 *     αᶜ = mean over positions of ∂score/∂Aᶜ        map = ReLU(Σᶜ αᶜ·Aᶜ)
 *
 * The score of a network that gives maps [N, K, …] is the sum over its positions. Parameters keep their gradients, frozen
 * ones work as well, and the network runs in the mode that it is in: call `eval()` before. Of a layer that runs several
 * times the last run counts.
 *
 * @param layer the module, or its dotted name
 * @param input [N, C, L], [N, C, H, W] or [N, C, D, H, W]
 * @throws ArgumentError for a layer that does not run, and options that do not go together; ShapeError where the layer's
 *   output does not lie over the input; IndexError for a target that the network does not give
 */
export function heatmap(
  model: TensorModule,
  layer: Module | string,
  input: Tensor,
  options: HeatmapOptions = {},
): Tensor {
  checkOptions('heatmap', options, ['by', 'target']);
  const { by = 'norm', target = null } = options;
  checkWay(by, target);
  const watched = typeof layer === 'string' ? model.getSubmodule(layer) : layer;
  const size = input.shape.slice(2);
  if (by === 'gradcam') return noGrad(() => stretched(gradCam(model, watched, input, target), size));
  return noGrad(() => channelMap(mapsOf(model, watched, input), size, by));
}

function checkWay(by: HeatmapBy, target: number | null): void {
  if (!WAYS.includes(by)) {
    const meant = nearest(by, WAYS);
    throw new ArgumentError(`heat maps are made by mean, max, norm or gradcam, not by '${by}'`, {
      hint: meant === undefined ? undefined : `Did you mean '${meant}'?`,
      fields: { by },
    });
  }
  if (by !== 'gradcam' && target !== null)
    throw new ArgumentError(`target is for gradcam: '${by}' looks at the layer alone`, {
      hint: "Leave out `target`, or set `by: 'gradcam'`.",
      fields: { by, target },
    });
}

/** Runs the network; `keep` gets what the layer gives and says what goes on in its place. */
function run(model: TensorModule, layer: Module, input: Tensor, keep: (maps: Tensor) => Tensor): Tensor {
  const hook = layer.registerForwardHook((_, _inputs, output) => keep(output));
  try {
    return model.forward(input);
  } finally {
    hook.remove();
  }
}

/** @throws ArgumentError, ShapeError unless the layer ran and gave maps over the input */
function checked(maps: Tensor | undefined, input: Tensor): Tensor {
  if (maps === undefined)
    throw new ArgumentError('the layer did not run as the network did', {
      hint: 'Give a layer of this network that its forward calls.',
    });
  const rank = input.dim() - 2;
  if (!(rank in MODES) || maps.dim() !== input.dim() || maps.shape.includes(0))
    throw new ShapeError(
      `a map of size ${sizeList(maps.shape)} does not lie over an input of size ${sizeList(input.shape)}`,
      {
        hint: 'Both need a batch, channels and 1, 2 or 3 axes: choose a layer before the maps are flattened.',
        fields: { map: [...maps.shape], input: [...input.shape] },
      },
    );
  return maps;
}

/** What a layer gives, kept as the network runs on. */
function mapsOf(model: TensorModule, layer: Module, input: Tensor): Tensor {
  let maps: Tensor | undefined;
  run(model, layer, input, (given) => {
    maps = given;
    // What follows may write into it.
    return given.clone();
  });
  return checked(maps, input);
}

/** The network cut at the layer: its maps as a start of their own, so that gradients end there. */
function answer(model: TensorModule, layer: Module, input: Tensor): Answer {
  let maps: Tensor | undefined;
  const output = run(model, layer, input, (given) => {
    maps = given.detach();
    maps.requiresGrad = true;
    return maps.clone();
  });
  return { maps: checked(maps, input), output };
}

function gradCam(model: TensorModule, layer: Module, input: Tensor, target: number | null): Tensor {
  return enableGrad(() => {
    const { maps, output } = answer(model, layer, input);
    const [gradMaps] = grad(sum(scores(output, target)), maps);
    return noGrad(() => {
      const space = maps.shape.slice(2).map((_, i) => i + 2);
      const weights = mean(gradMaps!, space, { keepdim: true }); // [N, C, 1, …]
      return relu(sum(mul(weights, maps.detach()), 1, { keepdim: true }));
    });
  });
}

/** The score of the target for each sample: [N, K, …] → [N, 1]. */
function scores(output: Tensor, target: number | null): Tensor {
  if (output.dim() < 2)
    throw new ShapeError(`an output of size ${sizeList(output.shape)} has no scores of classes`, {
      hint: 'gradcam needs a network that gives [N, classes] or [N, channels, …].',
      fields: { output: [...output.shape] },
    });
  const classes = output.size(1);
  const sums = output.dim() === 2 ? output : sum(flatten(output, { startDim: 2 }), 2);
  if (target === null) return gather(sums, 1, unsqueeze(argmax(sums, 1), 1));
  if (!Number.isInteger(target) || target < 0 || target >= classes)
    throw new IndexError(`target ${target} is out of bounds for ${classes} classes`, {
      hint: `Give a whole number from 0 to ${classes - 1}.`,
      fields: { target, classes },
    });
  const index = fromTypedArray(new Int32Array(output.size(0)).fill(target), [output.size(0), 1]);
  return gather(sums, 1, index);
}

/** [N, 1, …] → [N, …] of another size. */
function stretched(map: Tensor, size: readonly number[]): Tensor {
  const mode = MODES[size.length as keyof typeof MODES];
  return interpolate(map, { size, mode, alignCorners: false }).squeeze(1);
}

/**
 * Maps with their channels joined, stretched to another size: [N, C, …] → [N, …size]. What `heatmap` does with a layer's
 * output, for whoever has it already.
 *
 * @param size as many sizes as the maps have axes behind the channels
 */
export function channelMap(maps: Tensor, size: readonly number[], by: Exclude<HeatmapBy, 'gradcam'> = 'norm'): Tensor {
  return noGrad(() => stretched(joined(maps, by), size));
}

function joined(maps: Tensor, by: Exclude<HeatmapBy, 'gradcam'>): Tensor {
  if (by === 'max') return amax(maps, 1, { keepdim: true });
  return by === 'mean' ? mean(maps, 1, { keepdim: true }) : norm(maps, 2, { dim: 1, keepdim: true });
}
