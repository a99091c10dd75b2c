/** @file Networks traced from an input shape node by node. */

import { AtrousError } from '../errors.js';
import { windowAxis } from './catalogue/axes.js';
import type { Macs, Reads } from './catalogue/rule.js';
import { type Cost, layerCost, NO_MACS } from './cost.js';
import { type ElementType, type Held, aliveBytes, tensorBytes } from './memory.js';
import { JOINS } from './join.js';
import { isJoin } from './join-args.js';
import { refuse, sources } from './network-spec.js';
import { sizeList } from './python.js';
import { FieldPatterns } from './field-patterns.js';
import { type AxisField, fieldCells, type FieldAxis, type FieldStep } from './receptive-field.js';
import { layerRule, outputShape, plainSpec, printLayer } from './spec.js';
import type { LayerSpec, NetworkSpec, NodeSpec, Shape } from './types.js';

export { chain, INPUT, joinSpec, validateNetwork } from './network-spec.js';

export interface TraceRow {
  readonly name: string;
  /** As `print(module)` shows the layer; `cat(dim=1)` for a join. */
  readonly layer: string;
  readonly spec: LayerSpec;
  /** Shapes of the tensors it reads. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: number;
  readonly macs: Macs;
  /** Bytes of the output. */
  readonly activationBytes: number;
  /** Bytes of all tensors that are kept while the node runs, its output among them; see `aliveBytes`. */
  readonly aliveBytes: number;
  /** One per spatial axis of the network; `jump` is the effective stride. */
  readonly field: readonly AxisField[];
}

/** The node at which a trace stopped. */
export interface TraceFailure {
  readonly index: number;
  readonly name: string;
  readonly layer: string;
  readonly inputs: readonly Shape[];
  readonly error: AtrousError;
}

export interface Trace {
  readonly input: Shape;
  /** Every node up to the first that fails. */
  readonly rows: readonly TraceRow[];
  /** Sums over the rows. `peakBytes`: see `peakBytes`; the input counts, parameters do not. */
  readonly totals: {
    readonly parameters: number;
    readonly macs: Macs;
    readonly activationBytes: number;
    readonly peakBytes: number;
  };
  readonly failure: TraceFailure | null;
}

/** Spatial axes of a network: as many as its first layer of known rank slides over, else all behind the channels. */
function spatialRank(nodes: readonly NodeSpec[], input: Shape): number {
  const digit = nodes.map(({ spec }) => /([123])d$/.exec(spec.op)?.[1]).find((rank) => rank !== undefined);
  return Math.min(digit === undefined ? Math.max(0, input.length - 2) : Number(digit), input.length);
}

/** What a node reads of its input number `which`, last axes last. */
function readsOf({ op, args }: LayerSpec, inputs: readonly Shape[], which: number, output: Shape): readonly Reads[] {
  if (isJoin(op)) return JOINS[op]!.reads(args, inputs, which, output);
  const rule = layerRule(op);
  const input = inputs[which]!;
  if (rule.reads) return rule.reads(args, input, output);
  const windows = rule.windows?.(args, input);
  if (!windows) return input.map(() => null);
  return windows.map((window, axis) => windowAxis(input[input.length - windows.length + axis]!, window));
}

function nodeCost(spec: LayerSpec, inputs: readonly Shape[], dtype: ElementType): Cost {
  if (!isJoin(spec.op)) return layerCost(spec, inputs[0]!, dtype, { others: inputs.slice(1) });
  const output = JOINS[spec.op]!.output(spec.args, inputs);
  return { output, parameters: 0, macs: NO_MACS, flops: 0, activationBytes: tensorBytes(output, dtype) };
}

const printNode = (spec: LayerSpec): string =>
  isJoin(spec.op) ? `${spec.op}(${JOINS[spec.op]!.print(spec.args)})` : printLayer(spec);

/** The sizes that a node gives for inputs of these. @throws what PyTorch's forward throws about sizes */
export function nodeShape(spec: LayerSpec, inputs: readonly Shape[]): number[] {
  if (isJoin(spec.op)) return JOINS[spec.op]!.output(spec.args, inputs);
  return outputShape(plainSpec(spec, inputs[0]!), inputs[0]!, { others: inputs.slice(1) });
}

/** Everything a trace knows while it goes from node to node. */
interface Progress {
  readonly rows: TraceRow[];
  /** One per spatial axis. */
  readonly axes: FieldStep[][][];
  readonly from: number[][];
  failure: TraceFailure | null;
}

function follow(network: NetworkSpec, input: Shape, dtype: ElementType, withField: boolean): Progress {
  const { nodes } = network;
  const rank = spatialRank(nodes, input);
  const progress: Progress = {
    rows: [],
    axes: Array.from({ length: rank }, () => []),
    from: sources(nodes),
    failure: null,
  };
  const { rows, axes, from } = progress;
  const fields = axes.map((steps) => new FieldPatterns(steps));
  for (const [index, { name, spec }] of nodes.entries()) {
    const inputs = from[index]!.map((number) => (number < 0 ? input : rows[number]!.output));
    const layer = printNode(spec);
    try {
      const { output, parameters, macs, activationBytes } = nodeCost(spec, inputs, dtype);
      const reads = inputs.map((_, which) => readsOf(spec, inputs, which, output));
      for (const [axis, steps] of axes.entries())
        steps.push(
          reads.map((read, which) => {
            const behind = rank - axis;
            const found = read.length < behind ? 'whole' : read[read.length - behind]!;
            return { from: from[index]![which]!, reads: found, size: inputs[which]!.at(-behind) ?? 1 };
          }),
        );
      const field = withField
        ? fields.map((patterns, axis) => patterns.next(input.at(axis - rank)!, output.at(axis - rank) ?? 1))
        : [];
      rows.push({ name, layer, spec, inputs, output, parameters, macs, activationBytes, aliveBytes: 0, field });
    } catch (error) {
      if (!(error instanceof AtrousError)) throw error;
      progress.failure = { index, name, layer, inputs, error };
      break;
    }
  }
  return progress;
}

/**
 * Every node's shapes, cost and receptive field for one input shape.
 *
 * Sizes are those of evaluation. A node that cannot take its input ends the trace: `failure` says which and why, with
 * PyTorch's text; nothing is thrown for it.
 *
 * @param options.dtype  element type whose bytes are counted, default float32
 * @throws ArgumentError where names do not fit together (see `validateNetwork`), or for sizes that are no sizes
 */
export function traceNetwork(network: NetworkSpec, input: Shape, options: { dtype?: ElementType } = {}): Trace {
  const { dtype = 'float32' } = options;
  const bad = input.find((size) => !Number.isInteger(size) || size < 0);
  if (bad !== undefined)
    throw refuse(`an input of ${sizeList(input)} does not exist`, { input }, 'Sizes are integers from 0.');
  const { rows: traced, from, failure } = follow(network, input, dtype, true);
  const held: Held[] = [
    { bytes: tensorBytes(input, dtype), from: [] },
    ...traced.map(({ activationBytes: bytes }, i) => ({ bytes, from: from[i]!.map((number) => number + 1) })),
  ];
  const alive = aliveBytes(held);
  const rows = traced.map((row, i) => ({ ...row, aliveBytes: alive[i + 1]! }));
  const sum = (of: (row: TraceRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const totals = {
    parameters: sum((row) => row.parameters),
    macs: {
      nominal: sum((row) => row.macs.nominal),
      withBias: sum((row) => row.macs.withBias),
      effective: sum((row) => row.macs.effective),
    },
    activationBytes: sum((row) => row.activationBytes),
    peakBytes: alive.reduce((most, bytes) => Math.max(most, bytes), 0),
  };
  return { input, rows, totals, failure };
}

/** What a network reads on one input, node by node up to the first that fails. */
export interface NetworkReads {
  /** Their `field` is empty, which `axisField` gives, and their `aliveBytes` is 0. */
  readonly rows: readonly TraceRow[];
  /** One per spatial axis, for `axisField` and `fieldCells`. */
  readonly axes: readonly FieldAxis[];
  readonly failure: TraceFailure | null;
}

/**
 * What every node reads along each spatial axis, for whoever walks back through a network in another way.
 *
 * @throws ArgumentError where names do not fit together (see `validateNetwork`)
 */
export function networkReads(network: NetworkSpec, input: Shape): NetworkReads {
  const { rows, axes, failure } = follow(network, input, 'float32', false);
  return { rows, axes, failure };
}

/**
 * The cells of the input, axis by axis, that one output position of a node really depends on: exact, holes included,
 * and no padding. Spatial axes that are gone (behind flatten) take any position.
 *
 * @param position  one index per spatial axis, in axis order
 * @throws ArgumentError for an unknown name; the error at which the trace stopped, where it stopped before the node
 */
export function receptiveField(
  network: NetworkSpec,
  input: Shape,
  name: string,
  position: readonly number[],
): number[][] {
  const { rows, axes, failure } = follow(network, input, 'float32', false);
  const index = network.nodes.findIndex((node) => node.name === name);
  if (index < 0) throw refuse(`there is no node '${name}'`, { name });
  if (failure !== null && index >= rows.length) throw failure.error;
  if (position.length !== axes.length)
    throw refuse(`the position needs ${axes.length} indices, not ${position.length}`, { position });
  return axes.map((steps: FieldAxis, axis) => fieldCells(steps, index, position[axis]!));
}
