/** @file One run of a network, written down call by call as its hooks tell. */

import { type nn, noGrad, Tensor } from 'atrous';

/** One call of a module. */
export interface Call {
  /** Dotted; `''` is the network itself. */
  readonly name: string;
  readonly module: nn.Module;
  /** Shapes of the tensors that it was given. */
  readonly inputs: readonly (readonly number[])[];
  /** Shapes of the tensors that it gave; empty until it has. */
  outputs: readonly (readonly number[])[];
  /** Calls that ran inside of it, in order. */
  readonly inner: Call[];
}

/** What a run left behind: the outermost call, and what stopped it. */
export interface Recording {
  readonly root: Call;
  readonly error: unknown;
  /** The calls that had begun and not ended as the error came, outermost first. */
  readonly open: readonly Call[];
}

/** Shapes of the tensors in a value: one, or those of an array or an object. */
function shapesOf(value: unknown): (readonly number[])[] {
  if (value instanceof Tensor) return [value.shape];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part) => (part instanceof Tensor ? [part.shape] : []));
}

/** Keeps the calls of one run. */
class Recorder {
  readonly open: Call[] = [];
  root: Call | undefined;

  watch(name: string, module: nn.Module): () => void {
    const before = module.registerForwardPreHook<readonly unknown[]>((_, inputs) => {
      const call: Call = { name, module, inputs: inputs.flatMap(shapesOf), outputs: [], inner: [] };
      this.open.at(-1)?.inner.push(call);
      this.root ??= call;
      this.open.push(call);
    });
    const after = module.registerForwardHook<unknown>((_, _inputs, output) => {
      this.open.pop()!.outputs = shapesOf(output);
    });
    return () => {
      before.remove();
      after.remove();
    };
  }
}

/** Runs the network once, without gradients, and writes down which modules ran, in which order, inside which others. */
export function recordCalls(model: nn.Module, inputs: readonly Tensor[]): Recording {
  const recorder = new Recorder();
  const remove = Array.from(model.namedModules(), ([name, module]) => recorder.watch(name, module));
  let error: unknown;
  try {
    noGrad(() => (model as nn.Module & { forward(...given: readonly Tensor[]): unknown }).forward(...inputs));
  } catch (caught) {
    error = caught;
  } finally {
    for (const off of remove) off();
  }
  return { root: recorder.root!, error, open: recorder.open };
}
