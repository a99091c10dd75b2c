/** @file From `--net` to a network: the text read, its problems told, its layers chained. */

import { parseNetwork, toNetworkSpec } from 'atrous-explain';
import { LAYERS, type NetworkSpec, printLayer } from 'atrous/spec';
import type { Lang } from 'atrous-explain/read';
import { networkWords } from '../network/words.js';
import { EXIT, Failure } from '../failure.js';
import { mistakes, warningTexts } from '../network/problems.js';
import type { Reading } from '../network/reading.js';
import { readSource } from '../network/source.js';

/** `network`, of a text with a mistake: the layers before it, whose sizes are certain. */
export interface NetworkText extends Omit<Reading, 'input'> {
  /** Layers behind the first mistake, as PyTorch prints them: nobody knows what they would be given. */
  readonly unsized: readonly string[];
  /** What was read with something set aside or assumed, as a compiler prints it. */
  readonly warnings: readonly string[];
  /** Set where a layer or a value is missing, so that the network is not what was meant. */
  readonly failure: Failure | undefined;
}

/** A chain hands one tensor on: layers that read two or give two have no place in it. */
function checkChain({ nodes }: NetworkSpec, lang: Lang | undefined): void {
  const words = networkWords(lang);
  for (const { name, spec } of nodes) {
    const place = words.layer(name, printLayer(spec));
    if (LAYERS[spec.op]?.second !== undefined) throw new Failure(EXIT.data, `${place}\n${words.readsTwo}`);
    if (spec.args['returnIndices'] === true)
      throw new Failure(EXIT.data, `${place}\n${words.givesTwo}`, words.leaveIndices);
  }
}

const EXAMPLE = 'For example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"';

/** @throws Failure where the text holds no layer at all, or one that cannot stand in a chain */
export async function readNetwork(net: string, lang?: Lang): Promise<NetworkText> {
  const source = await readSource(net, '--net', lang);
  const { nodes, problems } = parseNetwork(source.text);
  const whole = { source, isCode: true, network: toNetworkSpec(nodes), options: { lang } };
  const reading = { ...whole, input: [] };
  const failure = mistakes(reading, problems);
  if (nodes.length === 0)
    throw failure ?? new Failure(EXIT.usage, networkWords(lang).holdsNoLayer(source.label), EXAMPLE);
  checkChain(whole.network, lang);
  const certain = problems.find(({ severity }) => severity === 'error')?.from ?? Infinity;
  return {
    ...whole,
    network: toNetworkSpec(nodes.filter(({ from }) => from < certain)),
    unsized: nodes.filter(({ from }) => from >= certain).map(({ spec }) => printLayer(spec)),
    warnings: warningTexts(reading, problems),
    failure,
  };
}
