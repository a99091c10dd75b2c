/** @file A Linear that takes rows of another length. */

import type { Edit } from '../edits.js';
import { previousGives } from './channels.js';
import { type Candidate, type Idea, type Scene, before, both, list, set, wrap } from './scene.js';
import { phrase } from '../../explain/words/phrase.js';

export const features: Idea = (scene) => {
  const { spec, name } = scene.node;
  const input = scene.inputs[0]!;
  if (spec.op !== 'Linear') return [];
  const expected = spec.args['inFeatures'] as number;
  const flat = input.slice(1).reduce((a, b) => a * b, 1);
  const flatten = (x: string): string => `torch.flatten(${x}, 1)`;
  const wrapped = input.length > 2 ? wrap(scene, name, phrase('fixFlattenBefore', { node: name }), flatten) : undefined;
  const own = set(scene, name, 'inFeatures', flat);
  const pooled = pooledBefore(scene, expected);
  return [
    stridesForPadding(scene),
    flat === expected
      ? wrapped
      : both(phrase('fixFlattenAnd', { setting: `in_features=${flat}`, node: name }), wrapped, own),
    inserted(scene, flat),
    input.length === 2 ? set(scene, name, 'inFeatures', input.at(-1)!) : undefined,
    pooled,
    input.length === 2 ? previousGives(scene, expected) : undefined,
  ];
};

/** A Flatten before the layer, where it stands in a Sequential. */
function inserted(scene: Scene, flat: number): Candidate | undefined {
  const { name } = scene.node;
  const declaration = scene.model.origins.get(name)?.declaration;
  const inSequential = /(^|\.)\d+$/.test(name);
  if (!declaration || !inSequential || scene.inputs[0]!.length < 3 || declaration.arguments.length === 0)
    return undefined;
  const source = scene.text.slice(declaration.from, declaration.to);
  const prefix = source.startsWith('torch.nn.') ? 'torch.nn.' : source.startsWith('nn.') ? 'nn.' : '';
  const insert: Edit = { from: declaration.from, to: declaration.from, text: `${prefix}Flatten(), ` };
  const own = set(scene, name, 'inFeatures', flat);
  const wrong = scene.node.spec.args['inFeatures'] !== flat;
  return {
    title: wrong
      ? phrase('fixModuleFlattenAnd', { setting: `in_features=${flat}`, node: name })
      : phrase('fixModuleFlattenBefore', { node: name }),
    edits: [insert, ...(wrong && own ? own.edits : [])],
  };
}

/** Strides that were meant as padding: `Conv2d(3, 16, 5, 2)`, where the fourth number is the stride. */
function stridesForPadding(scene: Scene): Candidate | undefined {
  const parts: { name: string; stride: number; edit: Edit }[] = [];
  for (const { name, spec } of before(scene, scene.node.name)) {
    if (!/^Conv\dd$/.test(spec.op)) continue;
    const [stride] = list(spec.args['stride'], 1);
    const written = scene.model.origins.get(name)?.declaration?.arguments.find((one) => one.name === 'stride');
    const isPosition = written && !/=\s*$/.test(scene.text.slice(0, written.from));
    if (!stride || stride === 1 || !isPosition || list(spec.args['padding'], 1)[0] !== 0) return undefined;
    parts.push({ name, stride, edit: { from: written.from, to: written.to, text: `padding=${written.source}` } });
  }
  const [last] = parts;
  const edits = [...new Map(parts.map(({ edit }) => [edit.from, edit])).values()];
  const names = parts.map(({ name }) => name).reverse();
  return last && { title: phrase('fixStrideForPadding', { padding: last.stride, nodes: names.join(', ') }), edits };
}

/** A pooling before the flatten that leaves as many cells as the layer counts on. */
function pooledBefore(scene: Scene, expected: number): Candidate | undefined {
  for (const { name, spec, from } of before(scene, scene.node.name)) {
    if (spec.op !== 'Flatten' && spec.op !== 'view') continue;
    const shape = scene.rows.find((row) => row.name === from[0])?.output;
    const cells = shape && expected / shape[1]!;
    const side = cells === undefined ? 0 : Math.sqrt(cells);
    if (shape?.length !== 4 || !Number.isInteger(side) || side < 1) return undefined;
    const call = scene.model.origins.get(name)?.call;
    const source = call && scene.text.slice(call.from, call.to);
    const found = source && /^torch\.flatten\(\s*([\w.]+)/.exec(source);
    const own = found ? undefined : /^([\w.]+)\.(?:view|flatten|reshape)\(/.exec(source ?? '');
    const variable = found?.[1] ?? own?.[1];
    if (!call || variable === undefined) return undefined;
    const at = call.from + source!.indexOf(variable, found ? 'torch.flatten'.length : 0);
    return {
      title: phrase('fixAdaptivePool', { side }),
      edits: [{ from: at, to: at + variable.length, text: `nn.functional.adaptive_avg_pool2d(${variable}, ${side})` }],
    };
  }
  return undefined;
}
