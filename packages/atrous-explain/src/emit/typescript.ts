/** @file A network in this library's own API. */

import { type Arg, LAYERS, type LayerSpec, type NetworkSpec } from 'atrous/spec';
import { callParts } from './arguments.js';

function value(arg: Arg): string {
  if (typeof arg === 'string') return `'${arg}'`;
  if (Array.isArray(arg)) return `[${arg.map((item: number | null) => String(item)).join(', ')}]`;
  return String(arg);
}

/** `new nn.Conv2d(3, 8, 3, { stride: 2 })`. */
export function typescriptLayer(spec: LayerSpec): string {
  const { positional, options } = callParts(spec);
  const named = options.map(([name, own]) => `${name}: ${value(own)}`).join(', ');
  const parts = [...positional.map(value), ...(named === '' ? [] : [`{ ${named} }`])];
  return `new nn.${spec.op}(${parts.join(', ')})`;
}

const isChain = ({ nodes }: NetworkSpec): boolean =>
  nodes.every(
    ({ name, spec, from }, i) =>
      Object.hasOwn(LAYERS, spec.op) &&
      !name.includes('.') &&
      from.length === 1 &&
      from[0] === (nodes[i - 1]?.name ?? 'input'),
  );

/** TypeScript that makes the network: `nn.Sequential` for a chain, `nn.build` of its spec for everything else. */
export function emitTypeScript(network: NetworkSpec): string {
  const start = "import { nn } from 'atrous';\n\n";
  if (!isChain(network)) return `${start}const model = nn.build(${JSON.stringify(network, null, 2)});\n`;
  const isNumbered = network.nodes.every(({ name }, i) => name === String(i));
  const rows = network.nodes.map(({ name, spec }) =>
    isNumbered ? `  ${typescriptLayer(spec)},\n` : `    ['${name}', ${typescriptLayer(spec)}],\n`,
  );
  if (isNumbered) return `${start}const model = new nn.Sequential(\n${rows.join('')});\n`;
  return `${start}const model = new nn.Sequential(\n  new Map<string, nn.Module>([\n${rows.join('')}  ]),\n);\n`;
}
