/** @file The steps of a network: which module runs at each, and which of them nothing can run. */

import {
  isLayer,
  modulesOf,
  type ModulesOfText,
  type Problem,
  type PythonNetwork,
  quoted,
  stepsOf,
} from 'atrous-explain';
import { type NetworkSpec, type NodeSpec, parameterCount } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { problemText } from '../network/problems.js';
import type { Reading } from '../network/reading.js';
import { type StepWords, stepWords } from './step-words.js';

/** Functions of which a network holds no more than the shape that they give. */
const SHAPE_ONLY = new Set(['constant', 'pointwise', 'assumed']);

const hasState = ({ spec }: NodeSpec): boolean => parameterCount(spec) > 0 || spec.args['trackRunningStats'] === true;

/** Why a step cannot be run; undefined where it can. */
function reason(node: NodeSpec, modules: ModulesOfText | undefined, words: StepWords): string | undefined {
  const { name, spec } = node;
  if (SHAPE_ONLY.has(spec.op)) return words.shapeOnly(name, spec.op === 'constant');
  if (spec.args['returnIndices'] === true) return words.givesTwo(name);
  const isFilled = modules === undefined || modules.at.has(name);
  return isLayer(node) && !isFilled && hasState(node) ? words.noModule(name) : undefined;
}

/** The place of a step in the text, from 1. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: Array.from(before.at(-1)!).length + 1 };
}

/** The steps that nothing can run, each with its place where the text has one; undefined where there are none. */
function refuseUnrunnable(
  { source, options }: Reading,
  { nodes }: NetworkSpec,
  model: PythonNetwork | undefined,
  modules: ModulesOfText | undefined,
): { readonly problems: readonly Problem[]; readonly message: string } | undefined {
  const words = stepWords(options.lang);
  const problems: Problem[] = [];
  const lines: string[] = [];
  for (const node of nodes) {
    const why = reason(node, modules, words);
    if (why === undefined) continue;
    const call = model?.origins.get(node.name)?.call;
    if (call === undefined) {
      lines.push(why);
      continue;
    }
    const { from, to } = call;
    const place = { from, to, ...placeIn(source.text, from), text: source.text.slice(from, to) };
    const problem: Problem = { severity: 'error', refused: true, message: quoted(why), hint: undefined, ...place };
    problems.push(problem);
    lines.push(problemText(source, problem, options.lang));
  }
  return lines.length === 0 ? undefined : { problems, message: [words.cannotRun(lines.length), ...lines].join('\n') };
}

/** A network as it can be run. */
export interface Runnable {
  readonly network: NetworkSpec;
  /** The modules of a class, and where they run; undefined where every layer is a module of its own. */
  readonly modules: ModulesOfText | undefined;
  /** Set where nothing can run some of the steps. */
  readonly failure: Failure | undefined;
}

/**
 * Steps of a network that was read, and the modules that run at them.
 *
 * @param network  those of the reading that are to be run
 * @param model    what was read of a class; undefined: the text holds layers alone
 */
export function runnable(reading: Reading, network: NetworkSpec, model: PythonNetwork | undefined): Runnable {
  const steps = stepsOf(network);
  const modules = model && modulesOf(model, steps);
  const refused = refuseUnrunnable(reading, steps, model, modules);
  // Of what a text does not show there is no place to point at.
  const details = refused?.problems.length ? { code: 'text' as const, problems: refused.problems, reading } : undefined;
  const { write } = stepWords(reading.options.lang);
  return {
    network: steps,
    modules,
    failure: refused && new Failure(EXIT.data, refused.message, write, details),
  };
}
