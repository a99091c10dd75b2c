/** @file Kernels and pooling windows larger than what they slide over, and settings that are out of bounds. */

import { type Candidate, type Idea, type Scene, before, list, set } from './scene.js';

/** A kernel or a pooling window that is larger than what it slides over. */
export const windows: Idea = (scene) => {
  const { spec, name } = scene.node;
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? 0);
  if (rank === 0 || spec.args['kernelSize'] === undefined) return [];
  const sizes = scene.inputs[0]!.slice(-rank);
  const kernel = list(spec.args['kernelSize'], rank);
  const dilation = list(spec.args['dilation'] ?? 1, rank);
  const padding = list(spec.args['padding'] ?? 0, rank);
  const spans = kernel.map((k, i) => (dilation[i] ?? 1) * (k - 1) + 1);
  const half = kernel.map((k, i) => (spec.op.includes('Pool') ? Math.floor(k / 2) : Math.floor((spans[i]! - 1) / 2)));
  const tooLarge = sizes.some((size, i) => spans[i]! > size + 2 * (padding[i] ?? 0));
  const ideas: (Candidate | undefined)[] = [];
  if (tooLarge) {
    ideas.push(set(scene, name, 'padding', half));
    if (sizes.every((size) => size > 0)) ideas.push(set(scene, name, 'kernelSize', Math.min(...sizes, ...kernel)));
    if (dilation.some((d) => d > 1)) ideas.push(set(scene, name, 'dilation', 1));
    ideas.push(...earlierPools(scene));
  }
  if (spec.op.includes('Pool')) ideas.push(set(scene, name, 'padding', half));
  return ideas;
};

/** Halvings before the node that can be left out. */
function earlierPools(scene: Scene): (Candidate | undefined)[] {
  const found: (Candidate | undefined)[] = [];
  for (const { name, spec } of before(scene, scene.node.name)) {
    if (found.length >= 2) break;
    const stride = list(spec.args['stride'], 1);
    if (spec.op.startsWith('Conv') && stride.some((s) => s > 1)) found.push(set(scene, name, 'stride', 1));
  }
  return found;
}

export const outputPadding: Idea = (scene) => {
  const { spec, name } = scene.node;
  if (!spec.op.startsWith('ConvTranspose')) return [];
  const [stride, dilation, given] = ['stride', 'dilation', 'outputPadding'].map(
    (key) => spec.args[key] as readonly number[],
  );
  if (!stride || !dilation || !given) return [];
  const most = stride.map((s, i) => Math.max(s, dilation[i]!) - 1);
  const legal = given.map((op, i) => Math.min(op, most[i]!));
  const above = given.some((op, i) => op > most[i]!);
  return above
    ? [
        set(scene, name, 'outputPadding', legal),
        set(
          scene,
          name,
          'stride',
          given.map((op) => op + 1),
        ),
      ]
    : [set(scene, name, 'padding', 0)];
};

/** Reflection and circular padding larger than the input. */
export const paddings: Idea = (scene) => {
  const { spec, name } = scene.node;
  if (!/^(Reflection|Circular|Replication)Pad/.test(spec.op) && spec.args['paddingMode'] === 'zeros') return [];
  const smallest = Math.min(...scene.inputs[0]!.slice(2));
  const most = spec.op.startsWith('Circular') ? smallest : smallest - 1;
  return most >= 0 ? [set(scene, name, 'padding', most)] : [];
};
