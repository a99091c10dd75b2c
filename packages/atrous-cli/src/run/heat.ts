/** @file The heat map of a run: which values, and how to say what they are. */

import { type nn, noGrad, type Tensor } from 'atrous';
import { channelMap, heatmap, type HeatmapBy } from 'atrous/vision';
import type { Lang } from 'atrous-explain/read';
import { EXIT, Failure } from '../failure.js';
import type { RunOptions } from './options.js';

/** What heat maps are made of. */
export interface HeatSource {
  readonly model: nn.TensorModule;
  readonly input: Tensor;
  /** Undefined: nobody asked, and it is the norm. */
  readonly by: HeatmapBy | undefined;
  /** Undefined: the highest score. */
  readonly target: number | undefined;
}

export interface Heat {
  /** [1, height, width]. */
  readonly map: Tensor;
  /** How the values were made, in words. */
  readonly by: Readonly<Record<Lang, string>>;
}

interface HeatWords extends Readonly<Record<Exclude<HeatmapBy, 'gradcam'>, string>> {
  gradcam(target: number): string;
}

const WORDS: Readonly<Record<Lang, HeatWords>> = {
  en: {
    mean: 'mean over the channels',
    max: 'largest value over the channels',
    norm: 'root of the sum of squares over the channels (L2 norm)',
    gradcam: (target) => `channels weighted by what they add to class ${target} (Grad-CAM)`,
  },
  zh: {
    mean: '各通道的平均值',
    max: '各通道的最大值',
    norm: '各通道平方和的平方根（L2 范数）',
    gradcam: (target) => `按对类别 ${target} 的贡献加权的通道（Grad-CAM）`,
  },
};

/** @throws Failure for a class that nothing asks for */
export function checkTarget({ heatmap: by, target }: RunOptions): void {
  if (target !== undefined && by !== 'gradcam')
    throw new Failure(EXIT.usage, '--target is the class of --heatmap gradcam, which is not asked for');
}

/** The class with the highest score, summed over positions, in the output of a batch of one: [1, K, …]. */
function best(output: Tensor): number {
  const sums = output.dim() > 2 ? output.flatten({ startDim: 2 }).sum(2) : output;
  return sums.argmax().item();
}

/**
 * The heat map of one layer, at the picture's size.
 *
 * @param maps what the layer gave
 * @param output what the network gave
 */
export function heatValues(
  { model, input, by = 'norm', target }: HeatSource,
  layer: string,
  maps: Tensor,
  output: Tensor,
  size: readonly [height: number, width: number],
): Heat {
  if (by !== 'gradcam') return { map: channelMap(maps, size, by), by: { en: WORDS.en[by], zh: WORDS.zh[by] } };
  const wanted = target ?? noGrad(() => best(output));
  const map = heatmap(model, layer, input, { by, target: wanted });
  return { map, by: { en: WORDS.en.gradcam(wanted), zh: WORDS.zh.gradcam(wanted) } };
}
