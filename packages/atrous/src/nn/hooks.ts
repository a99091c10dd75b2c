/** @file Functions that are called when a module runs, and when gradients pass through it. */

import { joint } from '../autograd/index.js';
import { AtrousError } from '../errors.js';
import type { HookHandle } from '../ops/backward.js';
import { empty } from '../tensor/element.js';
import { Tensor } from '../tensor/tensor.js';

export interface HookOptions {
  /** Whether it is called before the hooks that are there; default false. */
  readonly prepend?: boolean;
}

/** Gradients of a module's inputs or outputs, in their order; null where there is none. */
export type Gradients = readonly (Tensor | null)[];

type PreHook = (inputs: readonly unknown[]) => unknown;
type Hook = (inputs: readonly unknown[], output: unknown) => unknown;
type BackwardHook = (gradInput: Gradients, gradOutput: Gradients) => Tensor | Gradients | null | undefined | void;

/** Hooks of one kind, in the order in which they are called. */
class HookList<T> {
  entries: readonly { readonly hook: T }[] = [];

  /** @param removed  is called after the hook was taken out */
  add(hook: T, { prepend = false }: HookOptions, removed: () => void): HookHandle {
    const entry = { hook };
    this.entries = prepend ? [entry, ...this.entries] : [...this.entries, entry];
    const remove = (): void => {
      this.entries = this.entries.filter((other) => other !== entry);
      removed();
    };
    return { remove };
  }
}

interface Owner {
  forward(...inputs: readonly unknown[]): unknown;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The hooks of one module. As long as there are any, `forward` of the instance is what calls them around the class's. */
export class Hooks {
  readonly before: HookList<PreHook> = new HookList<PreHook>();
  readonly after: HookList<Hook> = new HookList<Hook>();
  readonly backward: HookList<BackwardHook> = new HookList<BackwardHook>();
  readonly #owner: Owner;
  /** A `forward` that the instance has of its own, which the hooks are called around as well. */
  #own: PropertyDescriptor | undefined;
  #installed = false;
  #running = false;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Adds a hook to one of the lists. */
  add<T>(list: HookList<T>, hook: T, options: HookOptions): HookHandle {
    this.#install();
    return list.add(hook, options, () => this.#uninstall());
  }

  #install(): void {
    if (this.#installed) return;
    this.#own = Object.getOwnPropertyDescriptor(this.#owner, 'forward');
    Object.defineProperty(this.#owner, 'forward', {
      value: (...inputs: readonly unknown[]) => this.#run(inputs),
      configurable: true,
      writable: true,
      enumerable: this.#own?.enumerable ?? false,
    });
    this.#installed = true;
  }

  #uninstall(): void {
    const left = this.before.entries.length + this.after.entries.length + this.backward.entries.length;
    if (left > 0 || !this.#installed) return;
    delete (this.#owner as Partial<Owner>).forward;
    if (this.#own !== undefined) Object.defineProperty(this.#owner, 'forward', this.#own);
    this.#installed = false;
  }

  /** The `forward` behind the hooks, looked up anew: a lazy layer becomes another class as it runs. */
  #forward(inputs: readonly unknown[]): unknown {
    const found: unknown = this.#own?.value ?? Reflect.get(Object.getPrototypeOf(this.#owner) as object, 'forward');
    return Reflect.apply(found as (...args: unknown[]) => unknown, this.#owner, inputs);
  }

  #run(given: readonly unknown[]): unknown {
    // A `forward` that calls itself is still the same run.
    if (this.#running) return this.#forward(given);
    let inputs = given;
    for (const { hook } of this.before.entries) inputs = replaced(inputs, hook(inputs));
    const gradients = this.backward.entries.length > 0 ? new BackwardRun(this.backward.entries) : null;
    inputs = gradients?.enter(inputs) ?? inputs;
    let output = this.#within(() => this.#forward(inputs));
    for (const { hook } of this.after.entries) output = hook(inputs, output) ?? output;
    return gradients === null ? output : gradients.leave(output);
  }

  #within<T>(action: () => T): T {
    this.#running = true;
    try {
      return action();
    } finally {
      this.#running = false;
    }
  }
}

/** What a pre-hook returned, where it returned something. */
function replaced(inputs: readonly unknown[], returned: unknown): readonly unknown[] {
  return returned === undefined || returned === null ? inputs : listOf(returned);
}

/** The places of tensors that gradients flow through. */
const tracked = (values: readonly unknown[]): number[] =>
  values.flatMap((value, i) => (value instanceof Tensor && value.requiresGrad ? [i] : []));

/** One run of a module whose gradients are hooked: it stands between the module and the tape on both sides. */
class BackwardRun {
  readonly #hooks: readonly { readonly hook: BackwardHook }[];
  #inputCount = 0;
  #gradOutput: Gradients = [];
  /** Whether some input takes a gradient; if not, the hooks are called with those of the outputs. */
  #entered = false;

  constructor(hooks: readonly { readonly hook: BackwardHook }[]) {
    this.#hooks = hooks;
  }

  enter(inputs: readonly unknown[]): readonly unknown[] {
    this.#inputCount = inputs.length;
    const places = tracked(inputs);
    this.#entered = places.length > 0;
    return between(inputs, places, (grads) => {
      const gradInput = this.#call(spreadOut(grads, places, inputs.length));
      return places.map((place) => gradInput[place] ?? null);
    });
  }

  leave(output: unknown): unknown {
    const outputs = listOf(output);
    const places = tracked(outputs);
    const hooked = between(outputs, places, (grads) => {
      this.#gradOutput = spreadOut(grads, places, outputs.length);
      if (!this.#entered) checkNothing(this.#call(Array<null>(this.#inputCount).fill(null)));
      return grads;
    });
    return Array.isArray(output) ? hooked : hooked[0];
  }

  #call(gradInput: Gradients): Gradients {
    let current = gradInput;
    for (const { hook } of this.#hooks) {
      const returned = hook(current, this.#gradOutput) as Tensor | Gradients | null | undefined;
      if (returned === null || returned === undefined) continue;
      current = listOf(returned) as Gradients;
      if (current.length !== gradInput.length)
        throw new AtrousError(
          `Backward hook returned an invalid number of grad_input, got ${current.length}, but expected ${gradInput.length}`,
          {
            hint: 'Return one gradient, or null, for every input of the module.',
            fields: { got: current.length, expected: gradInput.length },
          },
        );
    }
    return current;
  }
}

/** The values, those at `places` replaced by stand-ins whose gradients meet. Gradients that nobody sent are zeros. */
function between(
  values: readonly unknown[],
  places: readonly number[],
  meet: (grads: readonly Tensor[]) => Gradients,
): readonly unknown[] {
  if (places.length === 0) return values;
  const tensors = places.map((place) => values[place] as Tensor);
  const forms = tensors.map(({ shape, dtype }) => ({ shape, dtype }));
  const standIns = joint(tensors, (grads) =>
    meet(grads.map((grad, i) => grad ?? empty(forms[i]!.shape, forms[i]!.dtype))),
  );
  return values.map((value, i) => (places.includes(i) ? standIns[places.indexOf(i)] : value));
}

/** Gradients at their places among `count`, null elsewhere. */
function spreadOut(grads: Gradients, places: readonly number[], count: number): Gradients {
  return Array.from({ length: count }, (_, i) => grads[places.indexOf(i)] ?? null);
}

function checkNothing(gradInput: Gradients): void {
  if (gradInput.some((grad) => grad !== null))
    throw new AtrousError(
      'Backward hook for Modules where no input requires gradient should always return None or None for all gradients.',
    );
}
