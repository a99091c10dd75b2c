/** @file Ways that meet with other sizes. */

import type { NodeSpec } from 'atrous/spec';
import { outOf } from './channels.js';
import { type Candidate, type Idea, type Scene, before, both, list, nodeOf, set, settingIn } from './scene.js';
import { phrase } from '../../explain/words/phrase.js';

/** The transposed convolution that leads to a tensor. */
function upsamplerBefore(scene: Scene, name: string): NodeSpec | undefined {
  const own = nodeOf(scene, name);
  for (const node of [...(own ? [own] : []), ...before(scene, name)]) {
    if (node.spec.op.startsWith('ConvTranspose')) return node;
    if (node.from.length > 1) return undefined;
  }
  return undefined;
}

/** Skips of which one way is a cell smaller. */
export const joins: Idea = (scene) => {
  const { spec, from } = scene.node;
  if (!/^(add|mul|sub|div|cat)$/.test(spec.op)) return [];
  const [a, b] = scene.inputs;
  if (!a || !b || a.length !== b.length) return [];
  const ideas: (Candidate | undefined)[] = [];
  const rank = a.length - 2;
  for (const [i, source] of from.entries()) {
    const other = scene.inputs[i === 0 ? 1 : 0]!;
    const own = scene.inputs[i]!;
    const lacking = own.slice(2).map((size, axis) => other[axis + 2]! - size);
    const up = upsamplerBefore(scene, source);
    if (up && lacking.some((l) => l > 0) && lacking.every((l) => l >= 0))
      ideas.push(set(scene, up.name, 'outputPadding', lacking));
    if (rank > 0 && lacking.some((l) => l > 0)) ideas.push(padded(scene, source, lacking));
    if (spec.op !== 'cat' && own[1] !== other[1]) ideas.push(sameChannels(scene, source, other[1]!));
  }
  return ideas;
};

/** Tensors that were put together along another axis than that of the channels. */
export const catAxes: Idea = (scene) => {
  const near = [scene.node, ...[...before(scene, scene.node.name)].slice(0, 4)];
  const wrong = near.find(({ spec }) => spec.op === 'cat' && spec.args['dim'] !== 1);
  const call = wrong && scene.model.origins.get(wrong.name)?.call;
  if (!call) return [];
  const source = scene.text.slice(call.from, call.to);
  const given = /(-?\d+)\s*,?\s*\)$/.exec(source);
  const isGiven = given && /(?:[)\]]\s*,|=)\s*$/.test(source.slice(0, given.index));
  const edit = isGiven
    ? { from: call.from + given.index, to: call.from + given.index + given[1]!.length, text: '1' }
    : { from: call.to - 1, to: call.to - 1, text: ', dim=1' };
  return source.endsWith(')') ? [{ title: phrase('fixCatChannels', { node: wrong.name }), edits: [edit] }] : [];
};

/** Convolutions without padding on a way that lost cells, given as much as keeps the size. */
function padded(scene: Scene, source: string, lacking: readonly number[]): Candidate | undefined {
  const parts: (Candidate | undefined)[] = [];
  let missing = Math.max(...lacking);
  const own = nodeOf(scene, source);
  for (const node of [...(own ? [own] : []), ...before(scene, source)]) {
    if (missing <= 0) break;
    const kernel = list(node.spec.args['kernelSize'], 2);
    const padding = list(node.spec.args['padding'], 2);
    if (!/^Conv\dd$/.test(node.spec.op) || kernel.length === 0) continue;
    const lost = kernel[0]! - 1 - 2 * (padding[0] ?? 0);
    if (lost <= 0 || lost % 2 !== 0) continue;
    parts.push(set(scene, node.name, 'padding', (kernel[0]! - 1) / 2));
    missing -= lost;
  }
  return parts.length === 0 ? undefined : both(phrase('fixKeepSize'), ...parts);
}

function sameChannels(scene: Scene, source: string, wanted: number): Candidate | undefined {
  const parts: (Candidate | undefined)[] = [];
  const own = nodeOf(scene, source);
  for (const { name, spec } of [...(own ? [own] : []), ...before(scene, source)]) {
    const out = outOf(spec);
    if (out !== undefined) return both(settingIn(name, out, wanted), set(scene, name, out, wanted), ...parts);
    if (typeof spec.args['numFeatures'] === 'number') parts.push(set(scene, name, 'numFeatures', wanted));
  }
  return undefined;
}
