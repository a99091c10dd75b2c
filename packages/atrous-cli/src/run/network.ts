/** @file From `--net` to a network: the text read, its problems told, its layers built. */

import { readFile, stat } from 'node:fs/promises';
import { formatProblem, parseNetwork, toNetworkSpec, type Problem } from 'atrous-explain';
import type { NetworkSpec } from 'atrous/spec';
import { EXIT, Failure, reasonOf } from '../failure.js';

export interface NetworkText {
  readonly network: NetworkSpec;
  /** Problems as a compiler prints them; the layers that could be read are in the network all the same. */
  readonly problems: readonly string[];
  /** Whether a layer or a value is missing, so that the network is not what was meant. */
  readonly broken: boolean;
}

/** Text that can only be a file's name: no call in it, and the ending of one. */
const looksLikeFile = (text: string): boolean => !text.includes('(') && /\.\w{1,5}$/.test(text.trim());

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The source itself, or the content of the file that `net` names. */
async function sourceOf(net: string): Promise<string> {
  if (!(await isFile(net)) && !looksLikeFile(net)) return net;
  try {
    return await readFile(net, 'utf8');
  } catch (error) {
    throw new Failure(EXIT.file, `cannot read ${net}: ${reasonOf(error)}`);
  }
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

/** @throws Failure where the text holds no layer at all */
export async function readNetwork(net: string): Promise<NetworkText> {
  const source = await sourceOf(net);
  const { nodes, problems } = parseNetwork(source);
  const texts = problems.map((problem) => formatProblem(source, problem));
  if (nodes.length === 0)
    throw new Failure(
      EXIT.usage,
      ['--net holds no layer', ...texts].join('\n'),
      'For example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"',
    );
  return { network: toNetworkSpec(nodes), problems: texts, broken: problems.some(isError) };
}
