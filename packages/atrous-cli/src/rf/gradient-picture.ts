/** @file `atrous rf --gradient`: what a position can read, by how many paths, and how strongly it answers. */

import { fieldAt, type FieldAt, type PathCounts, pathCounts } from 'atrous-explain';
import type { Trace, TraceRow } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import type { ReadNetwork } from '../network/read.js';
import { encodePng, fieldMaps, type Figure } from '../pictures/index.js';
import { refuseHugeRun } from '../run/execute.js';
import { fold, outputWidth } from '../run/wrap.js';
import { runnable } from '../run/steps.js';
import { weightedModel } from '../run/weights.js';
import { writeResult } from '../scene/words.js';
import { formatCount } from 'atrous-explain/read';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { RfFlags } from './command.js';
import { type GradientField, gradientField, upTo } from './gradient.js';
import { positionText } from './position.js';
import { RF_WORDS } from './words.js';

/** The middle of a node's output; where its axes are gone, any position does. */
function middleOf({ output, field }: TraceRow, input: readonly number[]): number[] {
  const rank = field.length;
  const gone = output.length < input.length;
  return output.length === 0 || gone
    ? field.map(() => 0)
    : output.slice(-rank).map((size) => Math.floor((size - 1) / 2));
}

/** 1 for every cell that is read. */
function readCells({ axes }: FieldAt): Float64Array {
  const sizes = axes.map(({ size }) => size);
  const values = new Float64Array(sizes.reduce((a, b) => a * b, 1));
  const offsets = axes.reduce<number[]>(
    (found, { cells, size }) => found.flatMap((at) => cells.map((cell) => at * size + cell)),
    [0],
  );
  for (const at of offsets) values[at] = 1;
  return values;
}

/** The field with some cells round it, as far as the input goes. */
function partOf({ low, high, size }: FieldAt['axes'][number]): [number, number] {
  const margin = Math.max(2, Math.ceil((high - low + 1) / 12));
  return [Math.max(0, low - margin), Math.min(size, high + 1 + margin)];
}

const deviationText = ({ deviation }: GradientField): string => deviation.map((sigma) => sigma.toFixed(1)).join(' × ');

function pictureOf(at: FieldAt, paths: PathCounts, gradient: GradientField, notes: readonly string[]): Figure {
  const { axes, node, position } = at;
  const size = axes.length === 1 ? ([1, axes[0]!.size] as const) : ([axes[0]!.size, axes[1]!.size] as const);
  const parts = axes.map(partOf);
  const [rows, columns] = axes.length === 1 ? [[0, 1] as const, parts[0]!] : [parts[0]!, parts[1]!];
  const maps = [
    { label: `can be read: ${formatCount(paths.touched)} cells`, values: readCells(at) },
    { label: 'paths through the taps of all layers', values: paths.counts },
    { label: `gradient: 95 % of it in ${formatCount(gradient.most)} cells`, values: gradient.values },
  ];
  const drawn = parts.map(([from, to], axis) => `${axes[axis]!.axis} ${from} to ${to - 1}`).join(', ');
  const lines = [`input cells ${drawn}; mean over ${gradient.samples} random inputs`, ...notes];
  return fieldMaps(maps, { title: `What ${node} at ${position.join(', ')} sees`, lines, size, rows, columns });
}

/** @throws Failure for inputs of three axes, positions that there are not, weights that do not fit */
export async function showGradient(
  read: ReadNetwork,
  trace: Trace,
  row: TraceRow,
  flags: RfFlags & { readonly gradient: string },
): Promise<void> {
  const { network, input } = read;
  const rank = row.field.length;
  if (rank < 1 || rank > 2)
    throw new Failure(EXIT.usage, `--gradient draws inputs of one or two axes, and this one has ${rank}`);
  const position = flags.at ?? middleOf(row, input);
  const at = asked(() => fieldAt(network, input, row.name, position), flags.lang);
  const paths = pathCounts(network, input, row.name, position);
  refuseHugeRun(trace);
  const { network: steps, modules, failure } = runnable(read, upTo(network, row.name), read.model);
  if (failure) throw failure;
  const options = { seed: flags.seed ?? 0n, weights: flags.weights, kernels: undefined };
  const { model, notes } = await weightedModel(steps, options, modules);
  const gradient = gradientField(model, input, rank, position);
  await writeResult(flags.gradient, await encodePng(pictureOf(at, paths, gradient, notes)));
  const { most, reached, samples, mean, deviation, marginals } = gradient;
  if (flags.json) {
    printJson({ input, ...at, gradient: { samples, reached, most, mean, deviation, marginals } });
    return;
  }
  const lang = flags.lang ?? 'en';
  const width = outputWidth();
  const words = RF_WORDS[lang].gradient(formatCount(most), formatCount(reached), deviationText(gradient), samples);
  print([positionText(at, paths, width, lang), fold(words, width, 2), flags.gradient].join('\n'));
}
