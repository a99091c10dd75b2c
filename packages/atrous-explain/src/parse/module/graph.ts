/** @file The network that grows while `forward` is read: nodes, their names, their places, what was assumed. */

import { type LayerSpec, type NodeSpec, type Shape, joinSpec, nearest, nodeShape } from 'atrous/spec';
import { isUsersMistake, type Place } from '../bind.js';
import type { Problems } from '../problem.js';
import type { Declaration, ModuleValue, TensorValue } from './runtime.js';
import { type Size, SizeWriter, ownSize } from './sizes.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** A node whose shape nothing gives but an assumption. */
export interface Assumption extends Place {
  /** Of the node. */
  readonly name: string;
  /** What stands there. */
  readonly what: string;
  /** As the caller says; undefined: it keeps the shape of what it reads. */
  readonly shape: Shape | undefined;
}

/** Where a node comes from. */
export interface NodeOrigin {
  /** The call in `forward`, or the module in a Sequential. */
  readonly call: Place;
  /** The call that made the layer; absent for functions. */
  readonly declaration: Declaration | undefined;
  /** The module that runs there, where another node ran it before. */
  readonly sharedWith: string | undefined;
  /** The name that the model's state dict gives to the module; undefined for functions, and modules that `forward` makes. */
  readonly module: string | undefined;
}

/** More nodes than networks have. */
const MOST_NODES = 10_000;

/** Thrown when a limit is reached; caught where reading began. */
export class Exhausted extends Error {
  readonly said: Phrase;

  constructor(said: Phrase) {
    super(said.text);
    this.said = said;
  }
}

/** The modules that a name lies in, the innermost first. */
function* owners(name: string): Generator<string> {
  for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) yield name.slice(0, at);
}

/** How many axes a node gives, with a batch in front; undefined where that does not follow from the node. */
function rankOf({ op, args }: LayerSpec, from: readonly TensorValue[]): number | undefined {
  const spatial = /(?:Conv|Pool|Upsampling|Norm|Pad|Unpool|Transpose)\w*?([123])d$/.exec(op)?.[1];
  if (spatial !== undefined && !op.startsWith('BatchNorm1')) return Number(spatial) + 2;
  if (op === 'Flatten') return args['startDim'] === 1 && args['endDim'] === -1 ? 2 : undefined;
  if (op === 'view') return sizesIn(args['sizes']);
  if (op === 'permute') return (args['dims'] as readonly number[]).length;
  return KEEPING.test(op) ? from[0]?.rank : undefined;
}

const sizesIn = (text: unknown): number => (typeof text === 'string' ? text.split(',').length : 0);

/** Nodes that take no axis away and add none. */
const KEEPING =
  /^(?:Linear|\w*(?:LU|ish|[Ss]igmoid|Tanh|Softmax|Softplus|swish|Dropout\d?d?|Norm)|Identity|Upsample|Threshold|PReLU|add|sub|mul|div|cat|transpose|slice|pointwise|assumed|interpolate|pad|expand|PixelShuffle|BatchNorm1d)$/;

function assumedHint(node: string, likely: Shape | undefined): Phrase {
  if (likely === undefined) return phrase('hintAssumedKeeps', { node });
  return likely.length === 0
    ? phrase('hintAssumedNumber', { node })
    : phrase('hintAssumedGives', { node, shape: likely.join('×') });
}

export class Graph {
  readonly nodes: NodeSpec[] = [];
  readonly origins: Map<string, NodeOrigin> = new Map();
  readonly assumptions: Assumption[] = [];
  readonly input: TensorValue;
  readonly #names = new Set(['input']);
  /** With a name every name that it lies in. */
  readonly #owners = new Set<string>();
  /** Those that lie in no node; none of them can become one. */
  readonly #clear = new Set<string>();
  /** The number that is tried next behind a name. */
  readonly #next = new Map<string, number>();
  readonly #problems: Problems;
  readonly #assume: Readonly<Record<string, Shape>>;
  /** The first node of every module. */
  readonly #ran = new Map<ModuleValue, string>();
  readonly #tensors = new WeakSet<TensorValue>();

  constructor(problems: Problems, assume: Readonly<Record<string, Shape>>, input: Shape | undefined) {
    this.#problems = problems;
    this.#assume = assume;
    this.input = { kind: 'tensor', node: 'input', shape: input, rank: input?.length, assumed: false };
    this.#tensors.add(this.input);
  }

  /** Whether a tensor is the output of a node here. */
  has(tensor: TensorValue): boolean {
    return this.#tensors.has(tensor);
  }

  /** Keeps names for the modules that have them, so that functions take others. */
  reserve(names: Iterable<string>): void {
    for (const name of names)
      for (const owner of owners(name)) {
        if (this.#owners.has(owner)) break;
        this.#owners.add(owner);
      }
  }

  /** Whether a node has the name of a module that this one lies in. */
  #isInNode(name: string): boolean {
    for (const owner of owners(name)) {
      if (this.#clear.has(owner)) return false;
      if (this.#names.has(owner)) return true;
    }
    return false;
  }

  #isFree(name: string): boolean {
    return !this.#names.has(name) && !this.#owners.has(name) && !this.#isInNode(name);
  }

  #take(wanted: string): string {
    // Inside a layer nothing can lie: what a subclass of a layer does stands beside it.
    let base = wanted;
    while (this.#isInNode(base)) base = base.replace(/\.(?=[^.]*$)/, '_');
    let name = base;
    let n = this.#next.get(base) ?? 2;
    for (; !this.#isFree(name); n++) name = `${base}_${n}`;
    if (name !== base) this.#next.set(base, n);
    this.#names.add(name);
    this.reserve([name]);
    for (const owner of owners(name)) {
      if (this.#clear.has(owner)) break;
      this.#clear.add(owner);
    }
    return name;
  }

  #shape(spec: LayerSpec, from: readonly TensorValue[]): number[] | undefined {
    if (spec.op === 'constant') return [...(spec.args['shape'] as readonly number[])];
    const shapes = from.map(({ shape }) => shape);
    if (!shapes.every((shape) => shape !== undefined)) return undefined;
    try {
      return nodeShape(spec, shapes);
    } catch (error) {
      // The trace will say so; what follows has no known sizes.
      if (isUsersMistake(error)) return undefined;
      throw error;
    }
  }

  /** Reports the shapes that no node takes: a name that is misspelt would otherwise change nothing. */
  reportUnused(): void {
    for (const name of Object.keys(this.#assume)) {
      if (this.#names.has(name)) continue;
      const meant = nearest(name, [...this.#names]);
      this.#problems.add(0, 0, phrase('problemNoAssumed', { name }), {
        hint: meant === undefined ? undefined : phrase('didYouMean', { name: meant }),
      });
    }
  }

  /** A node behind `from`. */
  add(wanted: string, spec: LayerSpec, from: readonly TensorValue[], call: Place, module?: ModuleValue): TensorValue {
    if (this.nodes.length >= MOST_NODES) throw new Exhausted(phrase('problemTooManyNodes', { most: MOST_NODES }));
    const name = this.#take(wanted);
    const shape = Object.hasOwn(this.#assume, name) ? this.#assume[name] : undefined;
    const own = shape === undefined ? spec : joinSpec('assumed', { what: spec.op, shape });
    if (shape !== undefined && spec.op !== 'assumed')
      this.assumptions.push({ name, what: spec.op, shape, from: call.from, to: call.to });
    this.nodes.push({ name, spec: own, from: from.map(({ node }) => node) });
    const sharedWith = module && this.#ran.get(module);
    this.origins.set(name, { call, declaration: module?.declaration, sharedWith, module: module?.name });
    if (module && !this.#ran.has(module)) this.#ran.set(module, name);
    const made = this.#shape(own, from);
    const rank = made?.length ?? rankOf(own, from);
    const tensor: TensorValue = { kind: 'tensor', node: name, shape: made, rank, assumed: own.op === 'assumed' };
    this.#tensors.add(tensor);
    return tensor;
  }

  /** A function that is no layer. */
  join(
    wanted: string,
    op: string,
    args: Parameters<typeof joinSpec>[1],
    from: readonly TensorValue[],
    call: Place,
  ): TensorValue {
    return this.add(wanted, joinSpec(op, args), from, call);
  }

  /** A function of one tensor and of sizes, put as text under `key`. */
  sized(
    wanted: string,
    op: string,
    input: TensorValue,
    sizes: Readonly<Record<string, readonly Size[] | undefined>>,
    call: Place,
    args: Parameters<typeof joinSpec>[1] = {},
  ): TensorValue {
    const writer = new SizeWriter(input);
    const texts: [string, string | null][] = [];
    for (const [key, list] of Object.entries(sizes)) {
      const own = list?.map((size) => ownSize(size, (tensor) => this.has(tensor)));
      if (own?.includes(undefined)) return this.assume(wanted, op, [input], call);
      texts.push([key, own === undefined ? null : writer.write(own as Size[])]);
    }
    return this.join(wanted, op, { ...args, ...Object.fromEntries(texts) }, writer.tensors, call);
  }

  /**
   * Something that was not understood: it keeps the shape, or gives the `likely` one, unless the caller of the reader
   * says otherwise.
   *
   * @param said  what the problem says
   */
  assume(
    wanted: string,
    what: string,
    from: readonly TensorValue[],
    call: Place,
    likely?: Shape,
    said: Phrase = phrase('problemNotUnderstood', { what }),
  ): TensorValue {
    const made = this.join(
      wanted,
      'assumed',
      { what, shape: likely ?? null },
      from.length === 0 ? [this.input] : from,
      call,
    );
    const shape = this.#assume[made.node];
    this.assumptions.push({ name: made.node, what, shape, from: call.from, to: call.to });
    if (shape !== undefined) return made;
    this.#problems.add(call.from, call.to, said, { severity: 'warning', hint: assumedHint(made.node, likely) });
    return made;
  }
}
