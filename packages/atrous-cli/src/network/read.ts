/** @file A network → its layers: PyTorch source, layers alone, what `print(model)` printed, an ONNX file. Never run. */

import {
  type IsWritten,
  looksPrinted,
  looksSummarised,
  parseNetwork,
  parsePrinted,
  parsePython,
  parseSummary,
  type Problem,
  type PythonNetwork,
  toNetworkSpec,
  wholeShape,
  writtenIn,
} from 'atrous-explain/read';
import type { NetworkSpec, Shape } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { mistakes, refuseUnread, warningTexts } from './problems.js';
import type { Reading, ReadOptions } from './reading.js';
import { networkWords } from './words.js';
import { type ModelSource, readModelSource, type Source } from './source.js';

/** The input is as given, or as an ONNX file says. */
export interface ReadNetwork extends Reading {
  /** What was read of a class or a function; undefined where the text holds layers alone, or says what a model printed. */
  readonly model: PythonNetwork | undefined;
  /** Elements of all parameters, also of layers that `forward` does not use; undefined where no class says. */
  readonly parameters: number | undefined;
  /** Whether an argument of a layer stands in the text; undefined where the text does not tell. */
  readonly isWritten: IsWritten | undefined;
  /** As a compiler prints them. */
  readonly warnings: readonly string[];
  /** Set where a layer or a value is missing, so that the network is not what was meant. */
  readonly failure: Failure | undefined;
}

interface Parsed {
  readonly source: Source;
  readonly model: PythonNetwork | undefined;
  readonly network: NetworkSpec;
  readonly parameters: number | undefined;
  readonly isWritten: IsWritten | undefined;
  readonly problems: readonly Problem[];
}

const parsed = (
  source: Source,
  { network, parameters, problems }: Pick<Parsed, 'network' | 'parameters' | 'problems'>,
): Parsed => ({
  source,
  model: undefined,
  network,
  parameters,
  isWritten: undefined,
  problems,
});

/** @throws Failure where arguments are given to what no constructor makes */
export function refuseArguments({ arg }: ReadOptions, { label }: Pick<Source, 'label'>, what: string): void {
  if (arg === undefined) return;
  const reason = `${label} is ${what}, whose values stand in it`;
  throw new Failure(EXIT.usage, reason, '--arg is for PyTorch source with a class, a function or names.');
}

function parseText(source: Source, options: ReadOptions, input: Shape | undefined): Parsed {
  const { text } = source;
  const { entry, arg: args, assume } = options;
  if (looksSummarised(text)) {
    refuseArguments(options, source, 'a table');
    return parsed(source, parseSummary(text, { assume, input }));
  }
  if (looksPrinted(text)) {
    refuseArguments(options, source, 'a printed model');
    return parsed(source, parsePrinted(text, { assume, input }));
  }
  const model = parsePython(text, { entry, args, assume, input });
  if (model.network.nodes.length > 0 || model.entry !== undefined)
    return { ...parsed(source, model), model, isWritten: writtenIn(model) };
  // No model: the layers alone, in the order in which they are written.
  const { nodes, problems } = parseNetwork(text);
  return parsed(source, { network: toNetworkSpec(nodes), parameters: undefined, problems });
}

/** The shape that is asked for; the network tells the channels where only sizes are. */
const inputFor = (network: NetworkSpec, sizes: Shape | undefined): Shape | undefined =>
  sizes && wholeShape(network, sizes);

function readText(source: Source, sizes: Shape | undefined, options: ReadOptions): Parsed & { input: Shape } {
  const input = inputFor(parseText(source, options, undefined).network, sizes);
  return { ...parseText(source, options, input), input: input ?? [] };
}

async function readOnnx(
  { onnx, label }: Required<ModelSource>,
  sizes: Shape | undefined,
  options: ReadOptions,
): Promise<Parsed & { input: Shape }> {
  refuseArguments(options, { label }, 'an ONNX file');
  const { assume } = options;
  const { parseOnnx } = await import('atrous-explain');
  const first = parseOnnx(onnx, { assume });
  const input = inputFor(first.network, sizes);
  const { text, ...model } = input === undefined ? first : parseOnnx(onnx, { assume, input });
  refuseUnread(model, label, options.lang);
  return { ...parsed({ text, label }, model), input: input ?? model.example ?? [] };
}

const EXAMPLE = 'For example: "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()", a file of PyTorch source, or - for stdin';

/**
 * Reads a network for an input.
 *
 * @param words  layers, the name of a file, or `-`
 * @param sizes  the input's spatial sizes, or its whole shape; undefined where nobody says them
 * @throws Failure where the text cannot be had, or holds no layer at all
 */
export async function readNetwork(
  words: string,
  sizes: Shape | undefined,
  options: ReadOptions = {},
): Promise<ReadNetwork> {
  const found = await readModelSource(words, 'network', options.lang);
  const { onnx } = found;
  const { problems, ...rest } =
    onnx === undefined ? readText(found, sizes, options) : await readOnnx({ ...found, onnx }, sizes, options);
  const { network, source } = rest;
  const reading = { ...rest, isCode: onnx === undefined, options };
  const failure = mistakes(reading, problems);
  if (network.nodes.length === 0)
    throw failure ?? new Failure(EXIT.usage, networkWords(options.lang).holdsNoLayer(source.label), EXAMPLE);
  return { ...reading, warnings: warningTexts(reading, problems), failure };
}

/** As `readNetwork`, for commands that need every layer: mistakes are thrown, warnings go to stderr. */
export async function needNetwork(
  words: string,
  sizes: Shape | undefined,
  options: ReadOptions = {},
): Promise<ReadNetwork> {
  const read = await readNetwork(words, sizes, options);
  if (read.failure) throw read.failure;
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`);
  return read;
}
