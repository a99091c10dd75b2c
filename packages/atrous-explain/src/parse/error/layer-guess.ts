/** @file From the numbers of a message to the layer that it is about. */

import { LAYERS, camelCase } from 'atrous/spec';
import type { Field, Fields } from './template.js';

/** What is known of the layer at fault. */
export interface LayerGuess {
  /** `Conv2d`; a family such as `Conv` where the message does not tell the dimensions. */
  readonly op: string;
  /** What the message tells of its arguments, camelCase. */
  readonly args: Readonly<Record<string, number | readonly number[]>>;
  /** `Conv2d(3, 8, kernel_size=(3, 3))`. */
  readonly text: string;
}

const isSizes = (field: Field | undefined): field is readonly number[] => typeof field === 'object';

const tuple = (sizes: readonly number[]): string => `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;

/** `conv2d` → `Conv2d`, `max_pool2d` → `MaxPool2d`; undefined for what is no layer. */
export function classOf(name: string): string | undefined {
  if (Object.hasOwn(LAYERS, name)) return name;
  const bare = name.replace(/_with_indices.*$|^_+|_$/, '');
  const camel = camelCase(bare);
  const wanted = (camel.slice(0, 1).toUpperCase() + camel.slice(1)).toLowerCase();
  return Object.keys(LAYERS).find((op) => op.toLowerCase() === wanted);
}

function ofConvolution(op: string, weight: readonly number[], groups: number): LayerGuess {
  const [first, second, ...kernel] = weight as [number, number, ...number[]];
  const name = `${op}${kernel.length}d`;
  const [inChannels, outChannels] = op === 'Conv' ? [second * groups, first] : [first, second * groups];
  const rest = groups === 1 ? '' : `, groups=${groups}`;
  const text = `${name}(${inChannels}, ${outChannels}, kernel_size=${tuple(kernel)}${rest})`;
  return { op: name, args: { inChannels, outChannels, kernelSize: kernel, groups }, text };
}

function ofLinear(weight: readonly number[]): LayerGuess {
  const [inFeatures, outFeatures] = weight as [number, number];
  return {
    op: 'Linear',
    args: { inFeatures, outFeatures },
    text: `Linear(in_features=${inFeatures}, out_features=${outFeatures})`,
  };
}

/** How many spatial axes the numbers of the message have. */
function rankOf(fields: Fields): number | undefined {
  const { kernel, input } = fields;
  if (isSizes(kernel)) return kernel.length;
  return isSizes(input) && input.length >= 3 && input.length <= 5 ? input.length - 2 : undefined;
}

/** The layer of a message: `op` is the class, the family or the function that the message names. */
export function guessLayer(op: string | undefined, fields: Fields): LayerGuess | undefined {
  if (op === undefined) {
    const own = typeof fields['function'] === 'string' ? classOf(fields['function']) : undefined;
    return own === undefined ? undefined : { op: own, args: {}, text: own };
  }
  const { weight, groups, expected } = fields;
  if ((op === 'Conv' || op === 'ConvTranspose') && isSizes(weight) && weight.length >= 3)
    return ofConvolution(op, weight, typeof groups === 'number' ? groups : 1);
  if (op === 'Linear' && isSizes(weight)) return ofLinear(weight);
  if (op === 'Linear' && typeof expected === 'number' && typeof fields['out'] === 'number')
    return ofLinear([expected, fields['out']]);
  const named = classOf(op) ?? op;
  if (op === 'BatchNorm' || op === 'InstanceNorm') {
    const args: Record<string, number> = typeof expected === 'number' ? { numFeatures: expected } : {};
    return { op: named, args, text: `${named}(${typeof expected === 'number' ? expected : ''})` };
  }
  const rank = rankOf(fields);
  const kernel = fields['kernel'];
  const args: Record<string, number | readonly number[]> =
    isSizes(kernel) || typeof kernel === 'number' ? { kernelSize: kernel } : {};
  const family = /^(Conv|ConvTranspose|Pool|MaxPool|AvgPool|MaxUnpool)$/.test(named);
  const full = family && rank !== undefined && named !== 'Pool' ? `${named}${rank}d` : named;
  return { op: full, args, text: isSizes(kernel) ? `${full}(kernel_size=${tuple(kernel)})` : full };
}
