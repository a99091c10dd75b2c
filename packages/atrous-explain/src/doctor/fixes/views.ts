/** @file Views and flattens that name another number of elements than there are, or take the batch in. */

import type { NodeSpec } from 'atrous/spec';
import type { Edit } from '../edits.js';
import { type Idea, type Scene, before, set } from './scene.js';
import { phrase } from '../../explain/words/phrase.js';

/** A view that names another number of elements than there are. */
export const views: Idea = (scene) => {
  const { spec, name } = scene.node;
  const call = scene.model.origins.get(name)?.call;
  const source = call && scene.text.slice(call.from, call.to);
  const whole =
    source && spec.op === 'Flatten' && spec.args['startDim'] === 0
      ? /^torch\.flatten\(\s*([\w.]+)\s*\)$/.exec(source)
      : undefined;
  if (call && whole)
    return [
      {
        title: phrase('fixKeepBatch', { call: 'torch.flatten(x, 1)' }),
        edits: [{ from: call.from, to: call.to, text: `torch.flatten(${whole[1]!}, 1)` }],
      },
    ];
  const squeezed = spec.op === 'squeeze' && spec.args['dim'] === null ? /\.squeeze\(\s*\)$/.exec(source ?? '') : null;
  if (call && squeezed)
    return [
      {
        title: phrase('fixFlattenForSqueeze'),
        edits: [{ from: call.from + squeezed.index, to: call.to, text: '.flatten(1)' }],
      },
    ];
  if (spec.op !== 'view') return [];
  const object = source && /^(.*?)\.(?:view|reshape)\s*\(/s.exec(source)?.[1];
  if (!call || !object) return [];
  const flatten: Edit = { from: call.from, to: call.to, text: `torch.flatten(${object}, 1)` };
  const flat = scene.inputs[0]!.slice(1).reduce((a, b) => a * b, 1);
  const linear = scene.model.network.nodes.find((node) => node.spec.op === 'Linear' && leadsTo(scene, node, name));
  const own = linear && set(scene, linear.name, 'inFeatures', flat);
  return [
    { title: phrase('fixFlattenForView'), edits: [flatten] },
    own && {
      title: phrase('fixFlattenForViewAnd', { setting: `in_features=${flat}`, node: linear.name }),
      edits: [flatten, ...own.edits],
    },
  ];
};

const leadsTo = (scene: Scene, node: NodeSpec, name: string): boolean => {
  for (const { name: earlier } of before(scene, node.name)) if (earlier === name) return true;
  return false;
};
