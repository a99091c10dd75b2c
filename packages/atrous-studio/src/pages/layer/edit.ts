/** @file Changes of a layer by hand. */

import { type Arg, LAYERS } from 'atrous/spec';
import { exampleOf, type LayerPageState, rankOf } from './state.js';
import { works } from './verdict.js';

/** Whether an argument takes one value per axis. */
export const isPerAxis = (op: string, name: string): boolean =>
  /^(perAxis|sizes|scales)/.test(LAYERS[op]!.args.find((rule) => rule.name === name)?.kind ?? '');

/** Sets an argument. Input channels that agree with the input go on agreeing. */
export function withArg(state: LayerPageState, name: string, value: Arg): LayerPageState {
  const args = { ...state.args, [name]: value };
  const follows = (name === 'inChannels' || name === 'numFeatures') && state.input[1] === state.args[name];
  if (follows && typeof value === 'number' && value >= 0) return { ...state, args, input: state.input.with(1, value) };
  return { ...state, args };
}

/** Sets one size of the input. */
export function withSize(state: LayerPageState, dim: number, size: number): LayerPageState {
  const input = state.input.with(dim, size);
  const name = 'inChannels' in state.args ? 'inChannels' : 'numFeatures';
  const follows = dim === 1 && state.args[name] === state.input[1];
  return follows ? { ...state, input, args: { ...state.args, [name]: size } } : { ...state, input };
}

/** One value for each axis, `3` → `[3, 3]`, or the other way round. */
export function withSplit(state: LayerPageState, name: string, isSplit: boolean): LayerPageState {
  const value = state.args[name]!;
  if (isSplit && typeof value === 'number')
    return { ...state, args: { ...state.args, [name]: Array<number>(rankOf(state.op)).fill(value) } };
  if (!isSplit && Array.isArray(value)) return { ...state, args: { ...state.args, [name]: value[0] ?? 1 } };
  return state;
}

/** Another class. Arguments of the same name and the sizes are kept, where the class takes them. */
export function withOp(state: LayerPageState, op: string): LayerPageState {
  const example = { ...state, ...exampleOf(op), selection: undefined, lens: undefined, channel: 0, inChannel: 0 };
  const kept = withKept(state, example);
  return works(kept) ? kept : example;
}

function withKept(state: LayerPageState, example: LayerPageState): LayerPageState {
  const sameFamily = state.op.replace(/[123]d$/, '') === example.op.replace(/[123]d$/, '');
  const args = Object.fromEntries(
    Object.entries(example.args).map(([name, usual]) => {
      const own = state.args[name];
      const isKept = own !== undefined && !Array.isArray(own) && (sameFamily || typeof own === typeof usual);
      return [name, isKept ? own : usual];
    }),
  );
  const [before, after] = [rankOf(state.op), rankOf(example.op)];
  const hasAxes = state.input.length === before + 2 && example.input.length === after + 2;
  const added = example.input.slice(2, 2 + Math.max(0, after - before));
  const spatial = [...added, ...state.input.slice(2)].slice(-after);
  const channels = args['inChannels'] ?? args['numFeatures'] ?? state.input[1]!;
  const input = hasAxes ? [state.input[0]!, Number(channels), ...spatial] : example.input;
  return { ...example, args, input };
}

/** The state with an input that fits its layer: its own where it does, with the layer's channels, or else the example's. */
export function withInput(state: LayerPageState): LayerPageState {
  const channels = state.args['inChannels'] ?? state.args['numFeatures'];
  const example = exampleOf(state.op).input;
  const sizes = state.input.length === example.length ? state.input : example;
  const candidates = [sizes, example, example.map((size, dim) => (dim < 2 ? size : 64))].map((input) => ({
    ...state,
    input: typeof channels === 'number' && input.length > 1 ? input.with(1, channels) : input,
  }));
  return candidates.find(works) ?? candidates[0]!;
}
