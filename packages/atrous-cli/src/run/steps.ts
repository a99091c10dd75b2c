/** @file The steps of a class's `forward`: which module runs at each, and which of them nothing can run. */

import { type Lang, type Problem, type PythonNetwork, quoted } from 'atrous-explain/read';
import { type NetworkSpec, type NodeSpec, parameterCount } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { problemText } from '../network/problems.js';
import type { Reading } from '../network/reading.js';
import { type StepWords, stepWords } from './step-words.js';
import { isLayer, type ModulesOfText } from './wired.js';

/** The modules of a model, and the steps at which they run as they were made. */
export function modulesOf({ modules: layers, origins }: PythonNetwork, { nodes }: NetworkSpec): ModulesOfText {
  const made = new Map(layers.map(({ name, spec }) => [name, JSON.stringify(spec)]));
  const at = nodes.flatMap(({ name, spec }): [string, string][] => {
    const module = origins.get(name)?.module;
    return module !== undefined && made.get(module) === JSON.stringify(spec) ? [[name, module]] : [];
  });
  return { layers, at: new Map(at) };
}

/** Functions of which a network holds no more than the shape that they give. */
const SHAPE_ONLY = new Set(['constant', 'pointwise', 'assumed']);

const hasState = ({ spec }: NodeSpec): boolean => parameterCount(spec) > 0 || spec.args['trackRunningStats'] === true;

/** Why a step cannot be run; undefined where it can. */
function reason(node: NodeSpec, { at }: ModulesOfText, words: StepWords): string | undefined {
  const { name, spec } = node;
  if (SHAPE_ONLY.has(spec.op)) return words.shapeOnly(name, spec.op === 'constant');
  if (spec.args['returnIndices'] === true) return words.givesTwo(name);
  return isLayer(node) && !at.has(name) && hasState(node) ? words.noModule(name) : undefined;
}

/** The place of a step in the text, from 1. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: Array.from(before.at(-1)!).length + 1 };
}

/** The steps that nothing can run, each with its place; undefined where there are none. */
export function refuseUnrunnable(
  reading: Reading,
  { origins }: PythonNetwork,
  modules: ModulesOfText,
): Failure | undefined {
  const { source, network, options } = reading;
  const lang: Lang | undefined = options.lang;
  const words = stepWords(lang);
  const problems = network.nodes.flatMap((node): Problem[] => {
    const why = reason(node, modules, words);
    if (why === undefined) return [];
    const { from, to } = origins.get(node.name)!.call;
    const place = { from, to, ...placeIn(source.text, from), text: source.text.slice(from, to) };
    return [{ severity: 'error', refused: true, message: quoted(why), hint: undefined, ...place }];
  });
  if (problems.length === 0) return undefined;
  const message = [words.cannotRun(problems.length), ...problems.map((one) => problemText(source, one, lang))];
  return new Failure(EXIT.data, message.join('\n'), words.write, { code: 'text', problems, reading });
}
