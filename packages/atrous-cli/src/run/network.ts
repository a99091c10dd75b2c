/** @file From `--net` to a network: the text read, its problems told, its layers chained. */

import { readFile, stat } from 'node:fs/promises';
import { formatProblem, parseNetwork, toNetworkSpec, type Problem } from 'atrous-explain';
import { LAYERS, type NetworkSpec, printLayer } from 'atrous/spec';
import { EXIT, type ExitCode, Failure, reasonOf } from '../failure.js';
import { inPythonNames } from './python-names.js';

export interface NetworkText {
  readonly network: NetworkSpec;
  /** What was read with something set aside or assumed, as a compiler prints it. */
  readonly warnings: readonly string[];
  /** Set where a layer or a value is missing, so that the network is not what was meant. */
  readonly failure: Failure | undefined;
}

interface Source {
  readonly text: string;
  /** `--net`, or the name of the file. */
  readonly label: string;
}

/** Text that can only be a file's name: no call in it, and the ending of one. */
const looksLikeFile = (text: string): boolean => !text.includes('(') && /\.\w{1,5}$/.test(text.trim());

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** The text itself, or the content of the file that `net` names. */
async function sourceOf(net: string): Promise<Source> {
  if (!looksLikeFile(net) && !(await exists(net))) return { text: net, label: '--net' };
  try {
    return { text: await readFile(net, 'utf8'), label: net };
  } catch (error) {
    throw new Failure(EXIT.file, `cannot read ${net}: ${reasonOf(error)}`);
  }
}

const problemText = ({ text, label }: Source, problem: Problem): string =>
  `${label}:${formatProblem(text, { ...problem, hint: problem.hint && inPythonNames(problem.hint) })}`;

/** Values that PyTorch's constructors refuse are data that do not fit; anything else is a text that does not read. */
const exitCodeOf = (errors: readonly Problem[]): ExitCode =>
  errors.every(({ refused }) => refused) ? EXIT.data : EXIT.usage;

function mistakes(source: Source, errors: readonly Problem[]): Failure | undefined {
  if (errors.length === 0) return undefined;
  const count = errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`;
  return new Failure(
    exitCodeOf(errors),
    [
      `there ${errors.length === 1 ? 'is' : 'are'} ${count} in the network`,
      ...errors.map((problem) => problemText(source, problem)),
    ].join('\n'),
  );
}

/** A chain hands one tensor on: layers that read two or give two have no place in it. */
function checkChain({ nodes }: NetworkSpec): void {
  for (const { name, spec } of nodes) {
    const place = `layer ${name}: ${printLayer(spec)}`;
    if (LAYERS[spec.op]?.second !== undefined)
      throw new Failure(EXIT.data, `${place}\nreads two tensors, but each layer of a chain gets one`);
    if (spec.args['returnIndices'] === true)
      throw new Failure(
        EXIT.data,
        `${place}\ngives two tensors, but each layer of a chain hands on one`,
        'Leave return_indices out.',
      );
  }
}

const EXAMPLE = 'For example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"';

/** @throws Failure where the text holds no layer at all, or one that cannot stand in a chain */
export async function readNetwork(net: string): Promise<NetworkText> {
  const source = await sourceOf(net);
  const { nodes, problems } = parseNetwork(source.text);
  const failure = mistakes(
    source,
    problems.filter(({ severity }) => severity === 'error'),
  );
  if (nodes.length === 0) throw failure ?? new Failure(EXIT.usage, `${source.label} holds no layer`, EXAMPLE);
  const network = toNetworkSpec(nodes);
  checkChain(network);
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  return {
    network,
    warnings: warnings.map((problem) => problemText(source, problem)),
    failure,
  };
}
