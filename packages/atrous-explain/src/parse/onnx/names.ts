/** @file What nodes are called: as PyTorch called the module where the file tells, otherwise after the operator. */

import type { OnnxModel, OnnxNode } from './model.js';

const clean = (name: string): string => name.replaceAll(/[^\w.]+/g, '_').replaceAll(/^[._]+|[._]+$/g, '');

/** `/layer1/layer1.0/conv1/Conv`, the scopes that PyTorch's exporter writes, as the module's path: `layer1.0.conv1`. */
function scopePath(name: string): string {
  const parts = name.split('/').slice(1, -1);
  const kept = parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`));
  return clean(kept.join('.'));
}

/** The module whose weights a node reads: `layer1.0.conv1.weight` → `layer1.0.conv1`. */
function weightOwner({ inputs }: OnnxNode, { constants }: OnnxModel): string {
  const weight = inputs.slice(1).find((name) => constants.has(name) && name.endsWith('.weight'));
  return weight === undefined ? '' : clean(weight.slice(0, -'.weight'.length));
}

/** A name for every node; several may want the same one. */
export function nodeNames(model: OnnxModel): string[] {
  const paths = model.nodes.map((node) => weightOwner(node, model) || scopePath(node.name));
  const owners = new Set<string>();
  for (const path of paths)
    for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) owners.add(path.slice(0, dot));
  return model.nodes.map(({ name, op }, i) => {
    const path = paths[i]!;
    const own = clean(op).toLowerCase() || 'node';
    if (path !== '') return owners.has(path) ? `${path}.${own}` : path;
    return name.includes('/') ? own : clean(name) || own;
  });
}
