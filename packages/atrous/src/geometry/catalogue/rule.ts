/**
 * @file What a layer class is (its arguments, its text in `print(module)`, its parameters), and what a call of it does to
 * sizes. The two are apart because a module that runs needs only the first: its operation checks the call.
 */

import { snakeCase } from '../names.js';
import { asGiven, float, tuple } from '../python.js';
import type { Arg, Shape, Window } from '../types.js';
import type { AxisMap } from './axes.js';

/** What an argument may be, as Python says it in an error. */
export const KINDS = {
  int: ['int'],
  /** Whole numbers print as Python floats: `2.0`. */
  float: ['float'],
  /** Whole numbers print as integers, as they were most likely written; the default prints as a float. */
  number: ['float'],
  bool: ['bool'],
  string: ['str'],
  intOrNone: ['int', 'None'],
  floatOrNone: ['float', 'None'],
  stringOrNone: ['str', 'None'],
  boolOrNone: ['bool', 'None'],
  perAxis: ['int', 'tuple of ints'],
  perAxisOrNone: ['int', 'tuple of ints', 'None'],
  perAxisOrString: ['int', 'tuple of ints', 'str'],
  /** Output sizes, where None keeps the size of that axis. */
  sizes: ['int', 'tuple of ints and None'],
  scales: ['float', 'tuple of floats', 'None'],
  tuple: ['tuple of ints'],
} as const;

export type Kind = keyof typeof KINDS;

export interface ArgRule {
  /** camelCase; `snakeCase` gives PyTorch's. */
  readonly name: string;
  readonly kind: Kind;
  /** Absent where PyTorch requires the argument. */
  readonly default?: Arg;
  /** PyTorch takes it by name only. */
  readonly keywordOnly?: boolean;
}

export type Args = Readonly<Record<string, Arg>>;

/** What a call gives beside the input. */
export interface CallArgs {
  /** `forward`'s `output_size` of transposed convolutions and unpooling. */
  readonly outputSize?: readonly number[] | undefined;
  /** Shapes of the further inputs (the second of `Bilinear`, the indices of `MaxUnpool2d`). */
  readonly others?: readonly Shape[];
}

/** Multiply-accumulates of one call, in the three conventions in use. */
export interface Macs {
  /**
   * Taps on padding count as if they were real: `prod(output)·(in/groups)·prod(kernel)`, and for a transposed
   * convolution `prod(input)·(out/groups)·prod(kernel)`. What thop, fvcore and PyTorch's flop counter report (or twice it).
   */
  readonly nominal: number;
  /** The same and one addition of the bias per output element, as ptflops counts. */
  readonly withBias: number;
  /** Only the products that touch a real input element and land inside the output. */
  readonly effective: number;
}

/** Name and sizes, in the order of `parameters()`; names are PyTorch's (`running_mean`). */
export type ParameterShape = readonly [name: string, shape: readonly number[]];
export type BufferShape = readonly [name: string, shape: readonly number[], dtype: 'float32' | 'float64' | 'int64'];

/** One axis as the receptive field sees it; `'whole'`: every output reads all of it; `null`: output `o` reads input `o`. */
export type Reads = AxisMap | 'whole' | null;

/** What a lazy layer learns from its first input, and the class that it then is. */
export interface Lazy {
  /** The plain class. */
  readonly op: string;
  /** The plain class's first argument, which the lazy one leaves out. */
  readonly argument: string;
  /** Its value. @throws what PyTorch throws for an input that does not say it */
  count(input: Shape): number;
}

export interface ClassRule<A = Args> {
  /** In PyTorch's positional order, keyword-only ones last. */
  readonly args: readonly ArgRule[];
  /**
   * The constructor: its errors in PyTorch's order, and the arguments as the module stores them
   * (`kernelSize: 3` → `[3, 3]`), returned where they differ from those given.
   */
  check?(args: A): Partial<A> | undefined;
  /** What stands inside the parentheses of `print(module)`. */
  print(args: A): string;
  parameters?(args: A): readonly ParameterShape[];
  buffers?(args: A): readonly BufferShape[];
  /** Only of the lazy classes. Their parameters and buffers are those of the plain class, once there was an input. */
  readonly lazy?: Lazy;
  /** The name of the second tensor that `forward` reads, where it reads two. */
  readonly second?: string;
}

export interface CallRule<A = Args> {
  /** Sizes of the output. @throws what PyTorch's forward throws about sizes */
  output(args: A, input: Shape, call?: CallArgs): number[];
  /** Absent where a call multiplies nothing that the conventions count. */
  macs?(args: A, input: Shape, output: Shape): Macs;
  /** The sliding windows, one per spatial axis, where the layer has them. */
  windows?(args: A, input: Shape): Window[];
  /**
   * What each of the last axes reads, as many as the layer leaves in their place.
   * Absent: as `windows` say, or element by element where there are none.
   */
  reads?(args: A, input: Shape, output: Shape): readonly Reads[];
}

export interface LayerRule<A = Args> extends ClassRule<A>, CallRule<A> {}

/** An argument; without a third value PyTorch requires it. */
export function arg(kind: Kind, name: string, ...value: readonly Arg[]): ArgRule {
  return value.length ? { name, kind, default: value[0]! } : { name, kind };
}

/** `dtype` and `device`, which layers with parameters take. */
export const PLACE: readonly ArgRule[] = [arg('stringOrNone', 'device', null), arg('stringOrNone', 'dtype', null)];

export const INPLACE: ArgRule = arg('bool', 'inplace', false);

const FLOATS: ReadonlySet<Kind> = new Set(['float', 'floatOrNone', 'scales']);

/** A value as Python prints it. */
export function show(rule: ArgRule, value: Arg): string {
  if (typeof value === 'string') return `'${value}'`;
  const isFloat = FLOATS.has(rule.kind) || (rule.kind === 'number' && value === rule.default);
  if (!isFloat) return asGiven(value);
  if (typeof value === 'number') return float(value);
  return Array.isArray(value) ? tuple(value.map((v: number) => float(v))) : asGiven(value);
}

/**
 * `name` → `name=value`; `*name` → the value alone; `name?` → only where it is true.
 *
 *     'numFeatures…' written as '*numFeatures eps momentum' → 8, eps=1e-05, momentum=0.1
 */
function printer(rules: readonly ArgRule[], shown: string): (args: Args) => string {
  return (args) =>
    shown
      .split(' ')
      .filter((word) => word && !(word.endsWith('?') && args[word.slice(0, -1)] !== true))
      .map((word) => {
        const name = word.replaceAll(/[*?]/g, '');
        const text = show(
          rules.find((rule) => rule.name === name)!,
          args[name]!,
        );
        return word.startsWith('*') ? text : `${snakeCase(name)}=${text}`;
      })
      .join(', ');
}

/** A row of the catalogue. `shown` says what `print(module)` shows, see `printer`; `rest.print` where that is not enough. */
export function layer<A = Args>(
  args: readonly ArgRule[],
  shown = '',
  rest: Partial<Omit<ClassRule<A>, 'args'>> = {},
): ClassRule {
  return { args, print: printer(args, shown), ...rest } as unknown as ClassRule;
}

/** What a call does, for arguments of this type. */
export function call<A>(rule: CallRule<A>): CallRule {
  return rule as unknown as CallRule;
}

/** An int once per axis; a list as it is (constructors do not check its length). */
export function repeated(value: number | readonly number[], count: number): number[] {
  return typeof value === 'number' ? Array<number>(count).fill(value) : [...value];
}

/** `1d`, `2d` and `3d` of one family: `ranks('Conv', conv)` → Conv1d, Conv2d, Conv3d. */
export function ranks<R>(name: string, make: (rank: 1 | 2 | 3) => R): Record<string, R> {
  return Object.fromEntries(([1, 2, 3] as const).map((rank) => [`${name}${rank}d`, make(rank)]));
}
