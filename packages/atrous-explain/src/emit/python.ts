/** @file A network as PyTorch source: a Sequential where it is a chain, otherwise a module with `forward`. */

import { type Arg, LAYERS, type LayerSpec, type NetworkSpec, type NodeSpec, snakeCase } from 'atrous/spec';
import { callParts } from './arguments.js';

export interface EmitPythonOptions {
  /** Default: `sequential` where the network is a chain of layers named 0, 1, …, otherwise `module`. */
  readonly style?: 'sequential' | 'module' | undefined;
  /** Of the class; default `Net`. */
  readonly name?: string | undefined;
}

/** A value as Python writes it. */
export function pythonValue(value: Arg, name = ''): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return name === 'dtype' ? `torch.${value}` : `'${value}'`;
  if (typeof value !== 'number')
    return `(${value.map((item) => pythonValue(item)).join(', ')}${value.length === 1 ? ',' : ''})`;
  if (Number.isFinite(value)) return String(value);
  return `float('${value < 0 ? '-' : ''}inf')`;
}

/** `nn.Conv2d(3, 8, 3, stride=2)`. */
export function pythonLayer(spec: LayerSpec): string {
  const { positional, options } = callParts(spec);
  const parts = [
    ...positional.map((value) => pythonValue(value)),
    ...options.map(([name, value]) => `${snakeCase(name)}=${pythonValue(value, name)}`),
  ];
  return `nn.${spec.op}(${parts.join(', ')})`;
}

const isLayer = ({ spec }: NodeSpec): boolean => Object.hasOwn(LAYERS, spec.op);

/** Whether every node is a layer that reads the one before, named as Sequential names them. */
function isPlainChain({ nodes }: NetworkSpec): boolean {
  return nodes.every(
    (node, i) =>
      isLayer(node) &&
      node.name === String(i) &&
      node.from.length === 1 &&
      node.from[0] === (i === 0 ? 'input' : String(i - 1)),
  );
}

/**
 * The network as PyTorch source. Layers keep the names that the state dict gives them; functions such as `torch.cat` have
 * none. What is only assumed stands as a comment.
 */
export function emitPython(network: NetworkSpec, options: EmitPythonOptions = {}): string {
  const style = options.style ?? (isPlainChain(network) ? 'sequential' : 'module');
  const imports = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';
  if (style === 'sequential' && isPlainChain(network)) {
    const layers = network.nodes.map(({ spec }) => `    ${pythonLayer(spec)},\n`).join('');
    return `import torch.nn as nn\n\nmodel = nn.Sequential(\n${layers})\n`;
  }
  return `${imports}\n\n${new ModuleWriter(network).write(options.name ?? 'Net')}`;
}

/** Children by name: layers, parameters, or what holds further ones. */
interface Tree {
  readonly children: Map<string, Tree | string>;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

class ModuleWriter {
  readonly #nodes: readonly NodeSpec[];
  /** The variable that holds each node's output. */
  readonly #variables = new Map([['input', 'x']]);

  constructor({ nodes }: NetworkSpec) {
    this.#nodes = nodes;
  }

  write(name: string): string {
    const forward = this.#nodes.map((node) => `        ${this.#statement(node)}\n`).join('');
    const last = this.#nodes.at(-1);
    const output = last ? this.#variables.get(last.name)! : 'x';
    return `class ${name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n${this.#init()}\n    def forward(self, x):\n${forward}        return ${output}\n`;
  }

  #init(): string {
    const root: Tree = { children: new Map() };
    for (const node of this.#nodes) {
      if (isLayer(node)) put(root, node.name.split('.'), pythonLayer(node.spec));
      else if (node.spec.op === 'constant')
        put(
          root,
          node.name.split('.'),
          `nn.Parameter(torch.zeros(${(node.spec.args['shape'] as readonly number[]).join(', ')}))`,
        );
    }
    return [...root.children]
      .map(([name, child]) => {
        const value = treeText(child, 2);
        return IDENTIFIER.test(name)
          ? `        self.${name} = ${value}\n`
          : `        self.add_module('${name}', ${value})\n`;
      })
      .join('');
  }

  #statement(node: NodeSpec): string {
    const read = node.from.map((source) => this.#variables.get(source)!);
    const variable = this.#variable(node.name);
    const value = isLayer(node) ? `${memberText(node.name)}(${read.join(', ')})` : functionText(node, read);
    return `${variable} = ${value}`;
  }

  #variable(name: string): string {
    const plain = name.replaceAll(/\W/g, '_');
    const wanted = /^[A-Za-z]/.test(plain) ? plain : `y${plain}`;
    const taken = new Set([...this.#variables.values(), 'self', 'torch', 'nn', 'F']);
    let own = wanted;
    for (let n = 2; taken.has(own) || KEYWORDS.has(own); n++) own = `${wanted}_${n}`;
    this.#variables.set(name, own);
    return own;
  }
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'and as assert break class continue def del elif else except for from global if import in is lambda not or pass raise return try while with yield None True False'.split(
    ' ',
  ),
);

function put(root: Tree, path: readonly string[], text: string): void {
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    root.children.set(name, text);
    return;
  }
  const found = root.children.get(name);
  const inner: Tree = typeof found === 'object' ? found : { children: new Map() };
  root.children.set(name, inner);
  put(inner, rest, text);
}

function treeText(tree: Tree | string, depth: number): string {
  if (typeof tree === 'string') return tree;
  const indent = '    '.repeat(depth + 1);
  const items = [...tree.children].map(([name, child]) => `${indent}'${name}': ${treeText(child, depth + 1)},\n`);
  return `nn.ModuleDict({\n${items.join('')}${'    '.repeat(depth)}})`;
}

/** `self.layer1['0']['conv1']`. */
function memberText(name: string): string {
  const [first, ...rest] = name.split('.') as [string, ...string[]];
  const start = IDENTIFIER.test(first) ? `self.${first}` : `getattr(self, '${first}')`;
  return start + rest.map((part) => `['${part}']`).join('');
}

const SIGNS: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/', matmul: '@' };

/** `a[0]` → `x.shape[0]`. */
const sizeText = (text: Arg, read: readonly string[]): string =>
  String(text).replaceAll(
    /\b([a-z])\[(-?\d+)\]/g,
    (_, letter: string, axis: string) => `${read[letter.charCodeAt(0) - 97]!}.shape[${axis}]`,
  );

/** `x[:, 0]`: the index at an axis. */
function indexText(x: string, dim: number, index: string): string {
  if (dim >= 0) return `${x}[${[...Array<string>(dim).fill(':'), index].join(', ')}]`;
  return `${x}[${['...', index, ...Array<string>(-dim - 1).fill(':')].join(', ')}]`;
}

function functionText({ name, spec }: NodeSpec, read: readonly string[]): string {
  const { op, args } = spec;
  const x = read[0]!;
  const sign = SIGNS[op];
  if (sign !== undefined) return read.join(` ${sign} `);
  const dim = args['dim'] as number;
  const keepdim = args['keepdim'] === true ? ', keepdim=True' : '';
  const mode = typeof args['mode'] === 'string' ? `, mode='${args['mode']}'` : '';
  switch (op) {
    case 'cat':
    case 'stack':
      return `torch.${op}([${read.join(', ')}], dim=${dim})`;
    case 'view':
    case 'expand':
      return `${x}.${op}(${sizeText(args['sizes']!, read)})`;
    case 'permute':
      return `${x}.permute(${(args['dims'] as readonly number[]).join(', ')})`;
    case 'transpose':
      return `${x}.transpose(${args['dim0'] as number}, ${args['dim1'] as number})`;
    case 'mean':
    case 'sum':
    case 'amax':
    case 'amin':
      return args['dim'] === null && keepdim === ''
        ? `${x}.${op}()`
        : `${x}.${op}(dim=${pythonValue(args['dim']!)}${keepdim})`;
    case 'squeeze':
      return args['dim'] === null ? `${x}.squeeze()` : `${x}.squeeze(${dim})`;
    case 'unsqueeze':
      return `${x}.unsqueeze(${dim})`;
    case 'select':
      return indexText(x, dim, String(args['index']));
    case 'slice': {
      const [start, end] = [args['start']!, args['end']!].map((bound) => (bound === null ? '' : sizeText(bound, read)));
      return indexText(x, dim, `${start}:${end}${args['step'] === 1 ? '' : `:${args['step'] as number}`}`);
    }
    case 'interpolate': {
      const corners = args['alignCorners'] === null ? '' : `, align_corners=${pythonValue(args['alignCorners']!)}`;
      return `F.interpolate(${x}, size=(${sizeText(args['size']!, read)}), ${mode.slice(2)}${corners})`;
    }
    case 'pad': {
      const value = args['value'] === null ? '' : `, value=${args['value'] as number}`;
      return `F.pad(${x}, (${sizeText(args['pad']!, read)})${args['mode'] === 'constant' ? '' : mode}${value})`;
    }
    case 'constant':
      return memberText(name);
    default:
      return `${x}  # assumed: ${String(args['what'] ?? op).replaceAll(/\s+/g, ' ')}`;
  }
}
