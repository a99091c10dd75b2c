/** @file Channels that do not chain: what the layer takes, what the one before gives, which axis they stand on. */

import type { NodeSpec } from 'atrous/spec';
import { type Candidate, type Idea, type Scene, before, both, set, settingIn, wrap } from './scene.js';
import { phrase } from '../../explain/words/phrase.js';

/** Layers that decide about channels, and the argument that says how many come out. */
const OUT: Readonly<Record<string, string>> = {
  Conv: 'outChannels',
  ConvTranspose: 'outChannels',
  Linear: 'outFeatures',
};

export const outOf = ({ op }: NodeSpec['spec']): string | undefined => OUT[op.replace(/^Lazy|\d d?$|\dd$/g, '')];

/** Sets what the layer before gives, and what stands between them. */
export function previousGives(scene: Scene, channels: number): Candidate | undefined {
  const between: (Candidate | undefined)[] = [];
  for (const { name, spec } of before(scene, scene.node.name)) {
    const out = outOf(spec);
    if (out !== undefined) return both(settingIn(name, out, channels), set(scene, name, out, channels), ...between);
    if (typeof spec.args['numFeatures'] === 'number') between.push(set(scene, name, 'numFeatures', channels));
    else if (!/LU|Pool|Drop|Sigmoid|Tanh|swish|Up|Pad|Identity|slice|Mish/.test(spec.op)) return undefined;
  }
  return undefined;
}

export const channels: Idea = (scene) => {
  const { spec, name, from } = scene.node;
  const input = scene.inputs[0]!;
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? 0);
  const expected = spec.args['inChannels'];
  if (typeof expected !== 'number' || rank === 0) return [];
  const actual = input.at(-rank - 1);
  if (actual === undefined || actual === expected) return [];
  const last = [0, ...Array.from({ length: rank }, (_, i) => i + 1)];
  const order = input.length === rank + 2 ? [0, rank + 1, ...last.slice(1)] : [rank, ...last.slice(0, rank)];
  const turned =
    input.at(-1) === expected
      ? wrap(scene, name, phrase('fixPermute'), (x) => `${x}.permute(${order.join(', ')})`)
      : undefined;
  const depthwise = spec.args['groups'] === expected && expected > 1;
  const own = depthwise
    ? both(
        phrase('fixSet', { setting: `in_channels=groups=${actual}`, node: name }),
        set(scene, name, 'inChannels', actual),
        set(scene, name, 'groups', actual),
      )
    : set(scene, name, 'inChannels', actual);
  return from[0] === 'input' ? [turned, own] : [own, previousGives(scene, expected), turned];
};

export const normalised: Idea = (scene) => {
  const { spec, name } = scene.node;
  const actual = scene.inputs[0]![1];
  if (actual === undefined) return [];
  if (typeof spec.args['numFeatures'] === 'number')
    return [set(scene, name, 'numFeatures', actual), previousGives(scene, spec.args['numFeatures'])];
  if (typeof spec.args['numChannels'] === 'number') return [set(scene, name, 'numChannels', actual)];
  if (spec.op === 'LayerNorm') return [set(scene, name, 'normalizedShape', scene.inputs[0]!.at(-1)!)];
  return [];
};
