/** @file What may be changed so that a node takes its input. Each idea is tried before anybody sees it. */

import { type Arg, type NodeSpec, type Shape, type TraceRow, snakeCase } from 'atrous/spec';
import type { PythonNetwork } from '../../parse/module/index.js';
import { type Edit, setArgument, wrapArgument } from '../edits.js';

/** A change that is worth trying. */
export interface Candidate {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Everything that an idea can look at. */
export interface Scene {
  readonly text: string;
  readonly model: PythonNetwork;
  readonly rows: readonly TraceRow[];
  readonly node: NodeSpec;
  readonly inputs: readonly Shape[];
}

type Idea = (scene: Scene) => readonly (Candidate | undefined)[];

const value = (arg: Arg): string =>
  Array.isArray(arg) ? (new Set(arg).size === 1 ? String(arg[0]) : `(${arg.join(', ')})`) : String(arg);

/** An argument of a node's layer set to a value. */
function set(scene: Scene, node: string, name: string, to: Arg): Candidate | undefined {
  const declaration = scene.model.origins.get(node)?.declaration;
  if (
    !declaration ||
    (declaration.arguments.length === 0 && !scene.text.slice(declaration.from, declaration.to).endsWith('()'))
  )
    return undefined;
  const text = to === true ? 'True' : to === false ? 'False' : value(to);
  const edit = setArgument(scene.text, declaration, name, snakeCase(name), text);
  return { title: `${snakeCase(name)}=${text} in ${node}`, edits: [edit] };
}

const both = (title: string, ...parts: readonly (Candidate | undefined)[]): Candidate | undefined =>
  parts.every((part) => part !== undefined) ? { title, edits: parts.flatMap(({ edits }) => edits) } : undefined;

/** The call of a node in `forward` with its argument wrapped. */
function wrap(scene: Scene, node: string, title: string, around: (source: string) => string): Candidate | undefined {
  const call = scene.model.origins.get(node)?.call;
  const edit = call && wrapArgument(scene.text, call, around);
  return edit && { title, edits: [edit] };
}

const nodeOf = ({ model }: Scene, name: string): NodeSpec | undefined =>
  model.network.nodes.find((node) => node.name === name);

/** The nodes that lead to `name` one by one, nearest first. */
function* before(scene: Scene, name: string): Generator<NodeSpec> {
  let node = nodeOf(scene, name);
  for (let steps = 0; node && steps < 200; steps++) {
    node = nodeOf(scene, node.from[0]!);
    if (node) yield node;
  }
}

/** Layers that decide about channels, and the argument that says how many come out. */
const OUT: Readonly<Record<string, string>> = {
  Conv: 'outChannels',
  ConvTranspose: 'outChannels',
  Linear: 'outFeatures',
};

const outOf = ({ op }: NodeSpec['spec']): string | undefined => OUT[op.replace(/^Lazy|\d d?$|\dd$/g, '')];

/** Sets what the layer before gives, and what stands between them. */
function previousGives(scene: Scene, channels: number): Candidate | undefined {
  const between: (Candidate | undefined)[] = [];
  for (const { name, spec } of before(scene, scene.node.name)) {
    const out = outOf(spec);
    if (out !== undefined)
      return both(`${snakeCase(out)}=${channels} in ${name}`, set(scene, name, out, channels), ...between);
    if (typeof spec.args['numFeatures'] === 'number') between.push(set(scene, name, 'numFeatures', channels));
    else if (!/LU|Pool|Drop|Sigmoid|Tanh|swish|Up|Pad|Identity|slice|Mish/.test(spec.op)) return undefined;
  }
  return undefined;
}

const channels: Idea = (scene) => {
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
      ? wrap(scene, name, 'channels first: permute the input', (x) => `${x}.permute(${order.join(', ')})`)
      : undefined;
  const depthwise = spec.args['groups'] === expected && expected > 1;
  const own = depthwise
    ? both(
        `in_channels=groups=${actual} in ${name}`,
        set(scene, name, 'inChannels', actual),
        set(scene, name, 'groups', actual),
      )
    : set(scene, name, 'inChannels', actual);
  return from[0] === 'input' ? [turned, own] : [own, previousGives(scene, expected), turned];
};

const features: Idea = (scene) => {
  const { spec, name } = scene.node;
  const input = scene.inputs[0]!;
  if (spec.op !== 'Linear') return [];
  const expected = spec.args['inFeatures'] as number;
  const flat = input.slice(1).reduce((a, b) => a * b, 1);
  const flatten = (x: string): string => `torch.flatten(${x}, 1)`;
  const wrapped = input.length > 2 ? wrap(scene, name, `flatten before ${name}`, flatten) : undefined;
  const own = set(scene, name, 'inFeatures', flat);
  const pooled = pooledBefore(scene, expected);
  return [
    flat === expected ? wrapped : both(`flatten, and in_features=${flat} in ${name}`, wrapped, own),
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
    title: wrong ? `nn.Flatten() and in_features=${flat} in ${name}` : `nn.Flatten() before ${name}`,
    edits: [insert, ...(wrong && own ? own.edits : [])],
  };
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
      title: `adaptive pooling to ${side}×${side} before the flatten`,
      edits: [{ from: at, to: at + variable.length, text: `nn.functional.adaptive_avg_pool2d(${variable}, ${side})` }],
    };
  }
  return undefined;
}

const normalised: Idea = (scene) => {
  const { spec, name } = scene.node;
  const actual = scene.inputs[0]![1];
  if (actual === undefined) return [];
  if (typeof spec.args['numFeatures'] === 'number')
    return [set(scene, name, 'numFeatures', actual), previousGives(scene, spec.args['numFeatures'])];
  if (typeof spec.args['numChannels'] === 'number') return [set(scene, name, 'numChannels', actual)];
  if (spec.op === 'LayerNorm') return [set(scene, name, 'normalizedShape', scene.inputs[0]!.at(-1)!)];
  return [];
};

const list = (arg: Arg | undefined, rank: number): number[] =>
  typeof arg === 'number' ? Array<number>(rank).fill(arg) : Array.isArray(arg) ? (arg as number[]) : [];

/** A kernel or a pooling window that is larger than what it slides over. */
const windows: Idea = (scene) => {
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
const joins: Idea = (scene) => {
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
  return parts.length === 0 ? undefined : both('padding that keeps the size on the way to the sum', ...parts);
}

function sameChannels(scene: Scene, source: string, wanted: number): Candidate | undefined {
  const parts: (Candidate | undefined)[] = [];
  const own = nodeOf(scene, source);
  for (const { name, spec } of [...(own ? [own] : []), ...before(scene, source)]) {
    const out = outOf(spec);
    if (out !== undefined)
      return both(`${snakeCase(out)}=${wanted} in ${name}`, set(scene, name, out, wanted), ...parts);
    if (typeof spec.args['numFeatures'] === 'number') parts.push(set(scene, name, 'numFeatures', wanted));
  }
  return undefined;
}

const outputPadding: Idea = (scene) => {
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

/** A view that names another number of elements than there are. */
const views: Idea = (scene) => {
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
        title: 'torch.flatten(x, 1): keep the batch axis',
        edits: [{ from: call.from, to: call.to, text: `torch.flatten(${whole[1]!}, 1)` }],
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
    { title: 'torch.flatten(x, 1) in place of view', edits: [flatten] },
    own && { title: `torch.flatten(x, 1), and in_features=${flat} in ${linear.name}`, edits: [flatten, ...own.edits] },
  ];
};

const leadsTo = (scene: Scene, node: NodeSpec, name: string): boolean => {
  for (const { name: earlier } of before(scene, node.name)) if (earlier === name) return true;
  return false;
};

/** Reflection and circular padding larger than the input. */
const paddings: Idea = (scene) => {
  const { spec, name } = scene.node;
  if (!/^(Reflection|Circular|Replication)Pad/.test(spec.op) && spec.args['paddingMode'] === 'zeros') return [];
  const smallest = Math.min(...scene.inputs[0]!.slice(2));
  const most = spec.op.startsWith('Circular') ? smallest : smallest - 1;
  return most >= 0 ? [set(scene, name, 'padding', most)] : [];
};

/** The number of axes: a batch that is missing, or that flatten took away. */
const axes: Idea = (scene) => {
  const rank = Number(/([123])d$/.exec(scene.node.spec.op)?.[1] ?? 0);
  if (rank === 0) return [];
  const length = scene.inputs[0]!.length;
  if (length > rank + 2 && scene.inputs[0]!.includes(1))
    return [
      wrap(scene, scene.node.name, 'drop the axis of size 1', (x) => `${x}.squeeze(${scene.inputs[0]!.indexOf(1)})`),
    ];
  if (length < rank + 1) return [wrap(scene, scene.node.name, 'add the missing axis', (x) => `${x}.unsqueeze(1)`)];
  return [];
};

const IDEAS: readonly Idea[] = [channels, features, normalised, outputPadding, windows, joins, views, paddings, axes];

/** What may help where a trace fails, likeliest first. */
export function candidates(scene: Scene): Candidate[] {
  return IDEAS.flatMap((idea) => idea(scene)).filter((candidate) => candidate !== undefined);
}
