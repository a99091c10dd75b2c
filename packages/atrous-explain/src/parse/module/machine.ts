/** @file What the parts of the reader share: the text, the problems, the growing network, and the limits. */

import type { SyntaxNode } from '@lezer/common';
import type { Place } from '../bind.js';
import { shortened } from '../call.js';
import { Lines, Problems } from '../problem.js';
import { Exhausted, Graph } from './graph.js';
import {
  type CallArguments,
  type Declaration,
  type ModuleValue,
  type Runtime,
  type TensorValue,
  type UnknownValue,
  isTensor,
} from './runtime.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** Statements and expressions that are looked at; a large network takes some ten thousands. */
const MOST_STEPS = 250_000;

/** Functions that call each other. */
const DEEPEST_CALL = 60;

/** A call that makes a layer. */
export interface MadeLayer extends Declaration {
  readonly op: string;
}

export class Machine {
  readonly text: string;
  readonly problems: Problems;
  readonly #model: Graph;
  /** What runs before the model does: `net(torch.randn(1, 3, 32, 32))`, or a part of it run in its constructor. */
  readonly #rehearsal = new Graph(new Problems('', new Lines('')), {}, undefined);
  #isModel = false;
  /** Shapes that the text itself gives to modules, as it tries them. */
  readonly examples: { readonly module: ModuleValue; readonly shape: readonly number[] }[] = [];
  /** Modules whose `forward` is being read, outermost first. */
  readonly running: ModuleValue[] = [];
  /** Calls a value; set by the evaluator, which knows how. */
  call: (target: Runtime, args: CallArguments, node: SyntaxNode) => Runtime;
  /** The `forward` that a class of `torch.nn` has; set by the evaluator. */
  builtIn: (module: ModuleValue, args: CallArguments, node: SyntaxNode) => Runtime | undefined;
  #steps = 0;
  #depth = 0;
  /** Every call that makes a layer, also those that PyTorch refuses. */
  readonly declarations: MadeLayer[] = [];
  /** Expressions that stand by themselves at the outermost level. */
  readonly loose: Runtime[] = [];
  readonly #reported = new Set<string>();

  constructor(text: string, problems: Problems, graph: Graph) {
    this.text = text;
    this.problems = problems;
    this.#model = graph;
    this.call = (_, __, node) => this.unknown(node);
    this.builtIn = () => undefined;
  }

  /** The network that grows; until the model runs, one that is thrown away: only sizes come of it. */
  get graph(): Graph {
    return this.#isModel ? this.#model : this.#rehearsal;
  }

  get isRehearsal(): boolean {
    return !this.#isModel;
  }

  /** Whether a function is being read, rather than what stands outside of all. */
  get isInside(): boolean {
    return this.#depth > 0;
  }

  /** From here on the model runs. */
  beginModel(): void {
    this.#isModel = true;
    this.#arrays.clear();
  }

  source({ from, to }: Place): string {
    return this.text.slice(from, to);
  }

  unknown({ from, to }: Place): UnknownValue {
    return {
      kind: 'unknown',
      source: shortened(this.source({ from, to }).replaceAll(/\s+/g, ' ')),
      place: { from, to },
    };
  }

  /** One more step. @throws Exhausted when there were too many */
  step(): void {
    if (++this.#steps > MOST_STEPS) throw new Exhausted(phrase('problemTooManySteps'));
  }

  /** Runs a function one level deeper. @throws Exhausted when that is too deep */
  deeper<T>(run: () => T): T {
    if (this.#depth >= DEEPEST_CALL) throw new Exhausted(phrase('problemCallsTooDeep'));
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  /** Reports a problem once, however often the place is passed. */
  report(place: Place, message: Phrase, hint?: Phrase, severity: 'error' | 'warning' = 'warning'): void {
    const key = `${place.from} ${place.to} ${message.text}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.problems.add(place.from, place.to, message, { severity, hint });
  }

  /** A name for a node of the module that is running: `layer1.0.relu`. */
  nodeName(own: string): string {
    const prefix = this.running.at(-1)?.name;
    return prefix === undefined || prefix === '' ? own : `${prefix}.${own}`;
  }

  /** A tensor of a node; a parameter, or what a rehearsal gave, becomes a node of its own when it is first read. */
  tensor(value: Runtime, place: Place): TensorValue | undefined {
    if (!isTensor(value)) return undefined;
    if (value.kind === 'tensor' && this.graph.has(value)) return value;
    const found = this.#arrays.get(value);
    if (found) return found;
    const name = (value.kind === 'array' ? value.name : undefined) ?? this.nodeName('constant');
    const made =
      value.shape === undefined
        ? this.graph.assume(name, this.source(place), [this.graph.input], place)
        : this.graph.join(name, 'constant', { shape: value.shape }, [this.graph.input], place);
    this.#arrays.set(value, made);
    return made;
  }

  readonly #arrays = new Map<Runtime, TensorValue>();

  /** Outside of every forward, functions of arrays give arrays: parameters and buffers are made of them. */
  settled(value: Runtime | undefined): Runtime | undefined {
    if (this.#isModel || this.running.length > 0 || value?.kind !== 'tensor') return value;
    return { kind: 'array', shape: value.shape, isParameter: false };
  }

  /** The tensors among the arguments, one level of lists deep. */
  tensorsIn(args: CallArguments): TensorValue[] {
    const all = [...args.positional, ...args.keywords.values()];
    return all.flatMap((argument) => {
      const { value } = argument;
      const items = value.kind === 'list' || value.kind === 'tuple' ? value.items : [value];
      return items.filter(isTensor).flatMap((item) => this.tensor(item, argument) ?? []);
    });
  }
}
