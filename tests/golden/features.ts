/** @file Which rows of the parity table a golden case rests on: its class or function, its options, its file format. */

import type { GoldenCase } from './files.js';

interface AnyCase extends GoldenCase {
  readonly nodes?: readonly { readonly type?: string; readonly op?: string }[];
  readonly spec?: Described;
  readonly optimizer?: { readonly type?: string };
}

interface Described {
  readonly type: string;
  readonly children?: readonly (readonly [string, Described])[];
}

/** Joins of networks that are functions of the package and not of torch.nn.functional. */
const JOINS: Readonly<Record<string, string>> = { add: 'Tensor.add', cat: 'torch.cat', resize_like: 'F.interpolate' };

const classesOf = ({ type, children = [] }: Described): string[] => [
  `nn.${type}`,
  ...children.flatMap(([, child]) => classesOf(child)),
];

const isClass = (op: string): boolean => /^[A-Z]/.test(op);

/** Options of a function that may come later than the function: `F.interpolate(mode='bicubic')`. */
const optionsOf = (owner: string, args: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(args ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'boolean'
      ? [`${owner}(${name}=${typeof value === 'string' ? `'${value}'` : value ? 'True' : 'False'})`]
      : [],
  );

const layer = (op: string): string => (isClass(op) ? `nn.${op}` : `F.${op}`);

/** Without a prototype: one of the kinds is called `constructor`. */
const BY_KIND: Readonly<Record<string, (test: AnyCase) => string[]>> = {
  __proto__: null as never,
  network: ({ nodes }) => nodes!.map(({ type, op }) => (type ? `nn.${type}` : (JOINS[op!] ?? `F.${op}`))),
  training: ({ nodes, optimizer }) => [
    'autograd',
    ...nodes!.map(({ type, op }) => (type ? `nn.${type}` : (JOINS[op!] ?? `F.${op}`))),
    `optim.${optimizer!.type}`,
  ],
  optimizer: ({ op }) => [`optim.${op}`],
  optimizer_empty: ({ op }) => [`optim.${op}`],
  scheduler: ({ op }) => [`lr_scheduler.${op}`],
  module_meta: ({ spec }) => classesOf(spec!),
  init: ({ op }) => [`nn.init.${op}`],
  gain: ({ op }) => [`nn.init.${op}`],
  default_init: ({ op }) => [`nn.${op}`],
  tensor: ({ op }) => [`Tensor.${op}`],
  tensors: ({ op }) => [`torch.${op}`],
  autograd: () => ['autograd'],
  load_state_dict: () => ['nn.Module'],
  container: ({ op }) => [
    op in { Sequential: 1, ModuleList: 1, ModuleDict: 1 } ? `nn.${op}` : `nn.Module.${op.replace('Module.', '')}`,
  ],
  safetensors: () => ['safetensors'],
  pt: () => ['torch.load'],
  hash: () => [],
  hash_xor: () => [],
};

/** Rows of the parity table, by the names it uses. */
export function featuresOf(test: GoldenCase, family: string): string[] {
  if (family === 'double_backward' && process.env['ATROUS_GOLDEN_GRADIENTS'] !== '1') return ['autograd'];
  const fallback = ({ op, args }: GoldenCase): string[] => [layer(op), ...optionsOf(layer(op), args)];
  return (BY_KIND[test.kind] ?? fallback)(test);
}
