/** @file From `--net` to a network: layers one after the other, or the steps of a class's `forward`; its problems told. */

import { parseNetwork, parsePython, toNetworkSpec } from 'atrous-explain';
import { LAYERS, type NetworkSpec, printLayer, type Shape } from 'atrous/spec';
import type { Lang, ModulesOfText, ParsedNetwork, Problem, PythonNetwork, PythonOptions } from 'atrous-explain';
import { networkWords } from '../network/words.js';
import { EXIT, Failure } from '../failure.js';
import { mistakes, warningTexts } from '../network/problems.js';
import type { Reading } from '../network/reading.js';
import type { Source } from '../network/source.js';
import { runnable } from './steps.js';

/** `network`, of a text with a mistake: the layers before it, whose sizes are certain. */
export interface NetworkText extends Reading {
  /** The modules of a class, and where they run; undefined for layers one after the other. */
  readonly modules: ModulesOfText | undefined;
  /** Layers behind the first mistake, as PyTorch prints them: nobody knows what they would be given. */
  readonly unsized: readonly string[];
  /** What was read with something set aside or assumed, as a compiler prints it. */
  readonly warnings: readonly string[];
  /** Set where a layer or a value is missing, or cannot be run, so that the network is not what was meant. */
  readonly failure: Failure | undefined;
}

/** How the text is read. */
export interface NetworkOptions extends Pick<PythonOptions, 'entry'> {
  readonly arg?: PythonOptions['args'];
  readonly lang?: Lang | undefined;
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

const holdsNoLayer = ({ label }: Source, lang: Lang | undefined): Failure =>
  new Failure(EXIT.usage, networkWords(lang).holdsNoLayer(label), EXAMPLE);

/** @throws Failure where the text holds no layer at all, or one that cannot stand in a chain */
function chainOf(source: Source, { nodes, problems }: ParsedNetwork, lang: Lang | undefined): NetworkText {
  const whole = { source, isCode: true, network: toNetworkSpec(nodes), options: { lang }, modules: undefined };
  const reading = { ...whole, input: [] };
  const failure = mistakes(reading, problems);
  if (nodes.length === 0) throw failure ?? holdsNoLayer(source, lang);
  checkChain(whole.network, lang);
  const certain = problems.find(({ severity }) => severity === 'error')?.from ?? Infinity;
  return {
    ...reading,
    network: toNetworkSpec(nodes.filter(({ from }) => from < certain)),
    unsized: nodes.filter(({ from }) => from >= certain).map(({ spec }) => printLayer(spec)),
    warnings: warningTexts(reading, problems),
    failure,
  };
}

/** Which shape an assumed step has is no question here: it cannot be run. */
const isOfAssumed = ({ severity, hint }: Problem): boolean =>
  severity === 'warning' && hint?.id.startsWith('hintAssumed') === true;

/** @throws Failure where the text holds no layer at all */
function graphOf(source: Source, model: PythonNetwork, input: Shape, options: NetworkOptions): NetworkText {
  const { lang } = options;
  const asked = { entry: options.entry, arg: options.arg, lang };
  const reading = { source, isCode: true, network: model.network, options: asked, input };
  const { network, modules, failure: refused } = runnable(reading, model.network, model);
  const problems = model.problems.filter((problem) => !isOfAssumed(problem));
  const failure = mistakes(reading, problems);
  if (network.nodes.length === 0) throw failure ?? holdsNoLayer(source, lang);
  return {
    ...reading,
    // Steps behind a mistake have no sizes, and most of them lie behind it.
    network: failure ? { version: 1, nodes: [] } : network,
    modules,
    unsized: [],
    warnings: warningTexts(reading, problems),
    failure: failure ?? refused,
  };
}

/**
 * Reads a network for a picture. A class is read by what its `forward` does; without one, the layers are chained.
 *
 * @param input  the picture's whole shape, on which what `forward` does may depend
 * @throws Failure where the text holds no layer at all, or one that cannot stand in a chain
 */
export function networkFrom(source: Source, input: Shape, options: NetworkOptions = {}): NetworkText {
  const { entry, arg: args, lang } = options;
  const chain = parseNetwork(source.text);
  const isMeant = entry !== undefined || args !== undefined;
  if (!isMeant && !chain.problems.some(({ message }) => message.id === 'problemForwardNotRead'))
    return chainOf(source, chain, lang);
  const model = parsePython(source.text, { entry, args, input });
  const holdsModel = model.network.nodes.length > 0 || model.entry !== undefined;
  return isMeant || holdsModel ? graphOf(source, model, input, options) : chainOf(source, chain, lang);
}
