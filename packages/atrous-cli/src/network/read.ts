/** @file A network's text → its layers: PyTorch source, layers alone, or what `print(model)` printed. Never run. */

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
import { mistakes, warningTexts } from './problems.js';
import { readSource, type Source } from './source.js';

export interface ReadOptions {
  /** The class or the variable that is the model; undefined: the one that no other uses. */
  readonly entry?: string | undefined;
  /** Shapes that nodes are taken to give, by name. */
  readonly assume?: Readonly<Record<string, Shape>> | undefined;
}

export interface ReadNetwork {
  readonly source: Source;
  readonly network: NetworkSpec;
  /** The input's whole shape; empty where none was given. */
  readonly input: Shape;
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
  readonly network: NetworkSpec;
  readonly parameters: number | undefined;
  readonly isWritten: IsWritten | undefined;
  readonly problems: readonly Problem[];
}

const fromPrinted = ({ network, parameters, problems }: PythonNetwork): Parsed => ({
  network,
  parameters,
  isWritten: undefined,
  problems,
});

const fromSource = (model: PythonNetwork): Parsed => ({ ...fromPrinted(model), isWritten: writtenIn(model) });

function parse({ text }: Source, options: ReadOptions, input: Shape | undefined): Parsed {
  if (looksSummarised(text)) return fromPrinted(parseSummary(text, { assume: options.assume, input }));
  if (looksPrinted(text)) return fromPrinted(parsePrinted(text, { assume: options.assume, input }));
  const model = parsePython(text, { ...options, input });
  if (model.network.nodes.length > 0 || model.entry !== undefined) return fromSource(model);
  // No model: the layers alone, in the order in which they are written.
  const { nodes, problems } = parseNetwork(text);
  return { network: toNetworkSpec(nodes), parameters: undefined, isWritten: undefined, problems };
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
  const source = await readSource(words, 'network');
  const input = sizes && wholeShape(parse(source, options, undefined).network, sizes);
  const { problems, ...parsed } = parse(source, options, input);
  const { network } = parsed;
  const failure = mistakes(source, problems);
  if (network.nodes.length === 0) throw failure ?? new Failure(EXIT.usage, `${source.label} holds no layer`, EXAMPLE);
  return { source, input: input ?? [], ...parsed, warnings: warningTexts(source, problems), failure };
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
