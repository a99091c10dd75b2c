/** @file PyTorch's error text → what it is about, with its numbers, and the layer at fault. */

import { LAYERS, type NetworkSpec, type Shape, parameterShapes, traceNetwork } from 'atrous/spec';
import { type LayerGuess, guessLayer } from './layer-guess.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';
import { type DiagnosisKind, type ErrorRule, filled, valuesOf } from './rule.js';
import { RULES } from './rules/index.js';
import { type Fields, match } from './template.js';
import { type Frame, readTraceback } from './traceback.js';

/** What an error message says. */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  /** PyTorch's text, as far as it was recognised. */
  readonly message: string;
  /** `RuntimeError`, where the text says it. */
  readonly exception: string | undefined;
  /** PyTorch's name of the argument at fault; `input` where it is what comes in. */
  readonly argument: string;
  /** The numbers of the message, by name. */
  readonly numbers: Fields;
  /** In plain words, with the numbers; undefined where the message itself is as plain. */
  readonly summary: Phrase | undefined;
  /** What usually leads to it, likeliest first. */
  readonly causes: readonly Phrase[];
  readonly layer: LayerGuess | undefined;
  /** Nodes of the network that it can be about, likeliest first; empty without a network. */
  readonly nodes: readonly string[];
  /** The calls of a traceback, outermost first. */
  readonly frames: readonly Frame[];
}

export interface DiagnoseOptions {
  /** Where to look for the layer. */
  readonly network?: NetworkSpec | undefined;
  /** What goes into it. */
  readonly input?: Shape | undefined;
}

/** Longer lines are no messages; what they cost to search grows faster than they do. */
const LONGEST_LINE = 4000;
const LONGEST = 20_000;

const clipped = (text: string): string =>
  text
    .slice(-LONGEST)
    .split('\n')
    .map((line) => line.slice(0, LONGEST_LINE))
    .join('\n');

/** The rule whose text stands first in the message, and of those the longest. */
function bestRule(message: string): { rule: ErrorRule; found: NonNullable<ReturnType<typeof match>> } | undefined {
  let best: { rule: ErrorRule; found: NonNullable<ReturnType<typeof match>> } | undefined;
  for (const rule of RULES) {
    const found = match(rule.template, message);
    if (!found) continue;
    const better =
      !best || found.index < best.found.index || (found.index === best.found.index && found.length > best.found.length);
    if (better) best = { rule, found };
  }
  return best;
}

/**
 * Recognises an error message of PyTorch, alone or at the end of a traceback. With a network, the layers that it can be
 * about are named: those whose weights have the sizes of the message, and the node at which a trace fails likewise.
 *
 * @returns undefined for a text that holds no known message
 */
export function diagnose(text: string, options: DiagnoseOptions = {}): Diagnosis | undefined {
  const traceback = readTraceback(text);
  const said = clipped(traceback.message);
  const best = bestRule(said) ?? bestRule(clipped(text));
  if (!best) return undefined;
  const { rule, found } = best;
  const message = said.slice(found.index, found.index + found.length);
  const op = rule.op === undefined ? undefined : filled(rule.op, found.fields);
  const layer = guessLayer(op, found.fields);
  return {
    kind: rule.kind,
    message,
    exception: traceback.exception,
    argument: filled(rule.argument, found.fields).replaceAll("'", ''),
    numbers: found.fields,
    summary: rule.says && phrase(rule.says, valuesOf(found.fields)),
    causes: rule.causes.map((cause) => phrase(cause)),
    layer,
    nodes: options.network ? candidates(options.network, options.input, layer, message) : [],
    frames: traceback.frames,
  };
}

/** The node where the same message appears, then those of which the message may speak. */
function candidates(
  network: NetworkSpec,
  input: Shape | undefined,
  layer: LayerGuess | undefined,
  message: string,
): string[] {
  const failure = input && traceNetwork(network, input).failure;
  const failing = failure?.error.torchMessage.includes(message) ? [failure.name] : [];
  const alike = layer ? network.nodes.filter(({ spec }) => fits(spec, layer)).map(({ name }) => name) : [];
  return [...new Set([...failing, ...alike])];
}

/** Whether a layer has the class and the arguments that the message tells. */
function fits(spec: NetworkSpec['nodes'][number]['spec'], { op, args }: LayerGuess): boolean {
  const isClass = spec.op === op || spec.op === `Lazy${op}`;
  const isFamily =
    !/\d[dD]$/.test(op) && spec.op.startsWith(op) && /^(Conv|Batch|Instance|Group|Layer|Max|Avg)/.test(op);
  if (!isClass && !isFamily) return false;
  if (Object.keys(args).length === 0) return hasSizes(spec);
  return Object.entries(args).every(([name, value]) => same(spec.args[name], value));
}

/** A class alone says little: only layers with weights, or with windows and shapes of their own, are pointed at. */
function hasSizes(spec: NetworkSpec['nodes'][number]['spec']): boolean {
  if (/(Pool|Pad|Upsample|Shuffle|old$)/.test(spec.op)) return true;
  return Object.hasOwn(LAYERS, spec.op) && parameterShapes(spec).length > 0;
}

const same = (a: unknown, b: number | readonly number[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || (Array.isArray(a) && typeof b === 'number' && a.every((x) => x === b));
