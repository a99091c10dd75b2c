/** @file A network written out step by step, with names that can be read. */

import { type NetworkSpec, type Shape, snakeCase } from 'atrous/spec';
import { emitPython } from '../emit/python.js';
import { usualName } from './change.js';

/** Sequential's numbers become what people call such layers. */
function readable(network: NetworkSpec): NetworkSpec {
  const names = new Map<string, string>([['input', 'input']]);
  const taken = new Set<string>();
  for (const { name, spec } of network.nodes) {
    const base = /^\d+(_copy)?$/.test(name) ? snakeCase(usualName(spec.op)) : name;
    let own = base;
    for (let n = 2; taken.has(own); n++) own = `${base}${n}`;
    taken.add(own);
    names.set(name, own);
  }
  const nodes = network.nodes.map((node) => ({
    ...node,
    name: names.get(node.name)!,
    from: node.from.map((source) => names.get(source)!),
  }));
  return { ...network, nodes };
}

/** @param example  what goes into it, as a line that tries it */
export function outline(network: NetworkSpec, name: string | undefined, example: Shape | undefined): string {
  const own = name !== undefined && /^[A-Z]\w*$/.test(name) && name !== 'Sequential' ? name : 'Net';
  const code = emitPython(readable(network), { style: 'module', name: own });
  return example === undefined ? code : `${code}\n\n${own}()(torch.randn(${example.join(', ')}))\n`;
}
