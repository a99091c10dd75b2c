/** @file `atrous checker`: the overlap of transposed convolutions, what it does to a constant input, and what helps. */

import { AtrousError, nn, noGrad, Tensor } from 'atrous';
import { type CheckerReport, compareRemedies, type Values, type WeightedLayer } from 'atrous-explain';
import { chain, type NetworkSpec, traceNetwork, type TraceRow } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { needNetwork, type ReadNetwork } from '../network/read.js';
import { refuseStop } from '../network/stop.js';
import { outputWidth } from '../run/wrap.js';
import { weightedModel } from '../run/weights.js';
import { writeResult } from '../scene/words.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { CheckerFlags } from './command.js';
import { reportText } from './text.js';
import { reportJson } from './json.js';
import { refusalWords } from '../words/refusals.js';

/** One transposed convolution of the network, measured. */
export interface Checked {
  readonly row: TraceRow;
  readonly report: CheckerReport;
}

const isTransposed = (op: string): boolean => /^(Lazy)?ConvTranspose[123]d$/.test(op);

/** Cells along each axis where nobody says: room for whole periods away from the borders. */
const USUAL = 8;

async function readFor(words: string, flags: CheckerFlags): Promise<ReadNetwork> {
  if (flags.in) return needNetwork(words, flags.in, flags);
  const { network } = await needNetwork(words, undefined, flags);
  const op = network.nodes.map(({ spec }) => spec.op).find(isTransposed);
  const rank = Number(op?.at(-2) ?? 2);
  const sizes = Array.from({ length: rank }, () => USUAL);
  return needNetwork(words, sizes, flags);
}

/** A layer of the library with the given weights, computed in double precision. */
function compute({ spec, parameters }: WeightedLayer, x: Values): Values {
  const layer = nn.build(spec).double().eval();
  const given = Object.entries(parameters).map(([name, data]): [string, Tensor] => {
    const { shape } = layer.getParameter(name);
    return [name, new Tensor(Float64Array.from(data), shape, 'float64')];
  });
  layer.loadStateDict(new Map(given));
  const { data, shape } = noGrad(() => layer.forward(new Tensor(Float64Array.from(x.data), x.shape, 'float64')));
  return { data: data as Float64Array, shape };
}

/** The parameters of one node, flat; those of a whole network's file, or as PyTorch draws them for the layer alone. */
async function parametersOf(
  { name, spec }: TraceRow,
  network: NetworkSpec,
  weights: string | undefined,
): Promise<Record<string, ArrayLike<number>>> {
  const source = weights === undefined ? chain([spec]) : network;
  const { model } = await weightedModel(source, { seed: 0n, weights, kernels: undefined });
  const module = model.getSubmodule(weights === undefined ? '0' : name);
  return Object.fromEntries(
    Array.from(module.namedParameters(), ([own, { data }]) => [own, data as ArrayLike<number>] as const),
  );
}

async function check(read: ReadNetwork, flags: CheckerFlags): Promise<Checked[]> {
  const { network, input } = read;
  const trace = asked(() => traceNetwork(network, input), flags.lang);
  refuseStop(trace, read, flags.lang);
  const transposed = trace.rows.filter(({ spec }) => isTransposed(spec.op));
  if (transposed.length === 0) throw new Failure(EXIT.usage, ...refusalWords(flags.lang).noTransposed);
  const checked: Checked[] = [];
  for (const row of transposed) {
    const parameters = await parametersOf(row, network, flags.weights);
    const options = { parameters, remedies: flags.fix === true };
    checked.push({ row, report: asked(() => compareRemedies(row.spec, row.inputs[0]!, compute, options), flags.lang) });
  }
  return checked;
}

/** A picture per layer; of several, each with the layer's name before its ending. @returns the files */
async function drawn(path: string, checked: readonly Checked[], weighted: boolean): Promise<string[]> {
  const [{ encodePng }, { checkerFigure }] = await Promise.all([
    import('../pictures/index.js'),
    import('./picture.js'),
  ]);
  const fileOf = ({ row }: Checked): string =>
    checked.length === 1 ? path : path.replace(/(\.\w+)?$/, (ending) => `-${row.name}${ending}`);
  for (const one of checked) await writeResult(fileOf(one), await encodePng(checkerFigure(one, weighted)));
  return checked.map(fileOf);
}

/** @throws Failure where the network cannot be read, stops, or has no transposed convolution */
export async function runChecker(words: string, flags: CheckerFlags): Promise<void> {
  if (flags.in === undefined && words === '-')
    throw new Failure(EXIT.usage, 'a network from stdin needs the sizes of its input', 'For example: --in 1,64,7,7');
  const read = await readFor(words, flags);
  let checked: Checked[];
  try {
    checked = await check(read, flags);
  } catch (error) {
    throw error instanceof AtrousError ? new Failure(EXIT.data, error.torchMessage, error.hint) : error;
  }
  const style = {
    lang: flags.lang ?? 'en',
    fix: flags.fix === true,
    weighted: flags.weights !== undefined,
    width: outputWidth(),
  };
  const pictures = flags.png === undefined ? [] : await drawn(flags.png, checked, style.weighted);
  if (flags.json) printJson({ input: read.input, layers: checked.map((one) => reportJson(one, style)) });
  else print([...checked.map((one) => reportText(one, style)), ...pictures].join('\n\n'));
}
