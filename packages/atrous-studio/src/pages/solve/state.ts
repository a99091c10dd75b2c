/** @file What the Solve page asks, as plain data: everything that a link holds. */

import type { SolveOp } from 'atrous-explain';

/** The layers that can be asked for, with the prefix of their names. */
export const OPS: Readonly<Record<SolveOp, string>> = {
  conv: 'Conv',
  convTranspose: 'ConvTranspose',
  maxPool: 'MaxPool',
  avgPool: 'AvgPool',
};

/** What can be decided beforehand, for all axes. */
export const KNOBS = ['kernel', 'stride', 'padding', 'dilation'] as const;
export type Knob = (typeof KNOBS)[number];

export interface SolveState {
  readonly op: SolveOp;
  /** Spatial sizes, height before width; one to three. */
  readonly input: readonly number[];
  /** As many. */
  readonly output: readonly number[];
  readonly fixed: Readonly<Partial<Record<Knob, number>>>;
  /** Whether all solutions are shown, or the best few. */
  readonly all: boolean;
}

export const initialState = (): SolveState => ({
  op: 'conv',
  input: [304, 228],
  output: [152, 114],
  fixed: {},
  all: false,
});

/** `Conv2d`. */
export const className = (op: SolveOp, axes: number): string => `${OPS[op]}${axes}d`;

/** Average pools have no dilation. */
export const knobsOf = (op: SolveOp): readonly Knob[] =>
  op === 'avgPool' ? KNOBS.filter((knob) => knob !== 'dilation') : KNOBS;

/** PyTorch's names. */
export const ARGUMENTS: Readonly<Record<Knob, string>> = {
  kernel: 'kernel_size',
  stride: 'stride',
  padding: 'padding',
  dilation: 'dilation',
};

/** The state with another layer; what it has no room for goes. */
export function withOp(state: SolveState, op: SolveOp): SolveState {
  const known = new Set<string>(knobsOf(op));
  const fixed = Object.fromEntries(Object.entries(state.fixed).filter(([knob]) => known.has(knob)));
  return { ...state, op, fixed };
}

/** The state with more axes or fewer: the outermost come and go, as from 2-D to 3-D. */
export function withAxes(state: SolveState, count: number): SolveState {
  const change = (sizes: readonly number[]): number[] => [
    ...Array<number>(Math.max(0, count - sizes.length)).fill(sizes[0]!),
    ...sizes.slice(-count),
  ];
  return { ...state, input: change(state.input), output: change(state.output) };
}

/** What is fixed to begin with, when somebody decides to fix it. */
export const USUAL: Readonly<Record<Knob, number>> = { kernel: 3, stride: 2, padding: 1, dilation: 1 };
