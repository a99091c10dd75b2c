/** @file The layer that somebody gets who asks for a class at a place of a network: one that takes what comes there. */

import { type Arg, type LayerSpec, layerSpec, outputShape, type Shape } from 'atrous/spec';
import { exampleOf } from '../layer/state.js';

/** What a class wants to know of its input, and settings that keep sizes where it can. */
function fitted(op: string, shape: Shape): Record<string, Arg> {
  const channels = shape[1] ?? 1;
  const last = shape.at(-1) ?? 1;
  return {
    inChannels: channels,
    outChannels: channels,
    numFeatures: channels,
    numChannels: channels,
    numGroups: channels % 2 === 0 ? 2 : 1,
    normalizedShape: shape.slice(2),
    inFeatures: last,
    outFeatures: last,
    groups: op === 'ChannelShuffle' && channels % 2 === 0 ? 2 : 1,
    ...(/^Conv\d/.test(op) ? { padding: 1 } : {}),
    ...(op.startsWith('ConvTranspose') ? { kernelSize: 2, stride: 2, padding: 0 } : {}),
  };
}

const takes = (spec: LayerSpec, shape: Shape): boolean => {
  try {
    outputShape(spec, shape);
    return true;
  } catch {
    // Whatever it says: another is tried, and the table shows what comes of the last.
    return false;
  }
};

/** @param shape  what comes there; undefined where the network stops before it */
export function starter(op: string, shape: Shape | undefined): LayerSpec {
  const { args } = exampleOf(op);
  if (shape === undefined) return layerSpec(op, [], args);
  const own = fitted(op, shape);
  const fits = Object.fromEntries(Object.entries(args).map(([name, usual]) => [name, own[name] ?? usual]));
  const spec = layerSpec(op, [], fits);
  return takes(spec, shape) ? spec : layerSpec(op, [], args);
}
