/** @file Solutions for a terminal. */

import {
  type Alternatives,
  type ChainSolution,
  type Lang,
  type SameAsTensorFlow,
  say,
  type Solution,
  type SolveOp,
  type SolveResult,
  type StrideProof,
} from 'atrous-explain';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { SOLVE_WORDS } from './words.js';

interface Style {
  readonly top: number;
  readonly lang: Lang;
  readonly width: number;
}

const CLASSES: Readonly<Record<SolveOp, string>> = {
  conv: 'Conv',
  convTranspose: 'ConvTranspose',
  maxPool: 'MaxPool',
  avgPool: 'AvgPool',
};

const className = (op: SolveOp, sizes: readonly number[]): string => `${CLASSES[op]}${sizes.length}d`;

/** The arguments, and below them what speaks for and against. */
function solutionText({ text, reasons }: Solution, place: number, { lang, width }: Style): string {
  const why = reasons.map((reason) => say(reason, lang)).join(SOLVE_WORDS[lang].separator);
  return [`${String(place).padStart(2)}  ${text}`, fold(`      ${why}`, width, 6)].join('\n');
}

/** The axis, where a stride is judged for one of several. */
const axisOf = ({ intervals }: StrideProof, rank: number): string =>
  intervals.length < rank ? `${intervals[0]!.axis}: ` : '';

function proofText({ proof, input }: SolveResult, { lang, width }: Style): string {
  const { why, interval } = SOLVE_WORDS[lang];
  const lines = proof.map((one) => {
    const mode = one.ceilMode ? ' (ceil_mode=True)' : '';
    return `  ${axisOf(one, input.length)}${say(one.because, lang)}${mode}`;
  });
  const same = lines.filter((line, i) => lines.indexOf(line) === i);
  return [why, fold(`  ${interval}`, width, 2), ...same.map((line) => fold(line, width, 6))].join('\n');
}

/** The best solutions with their reasons, then why each stride does it or cannot. */
export function resultText(result: SolveResult, style: Style): string {
  const { op, input, output, solutions, count, notes } = result;
  const words = SOLVE_WORDS[style.lang];
  const head = words.found(shapeText(input), shapeText(output), className(op, input), count);
  const more = count > style.top ? words.shown(style.top) : '';
  const said = count === 0 ? [] : notes.map((note) => fold(say(note, style.lang), style.width, 2));
  const best = solutions.slice(0, style.top).map((solution, i) => solutionText(solution, i + 1, style));
  return [head + more, ...said, ...best, '', proofText(result, style)].join('\n');
}

const chainText = ({ steps }: ChainSolution): string =>
  steps
    .map(({ op, input, output, setting }) => `${className(op, input)}(${setting.text}) → ${shapeText(output)}`)
    .join(', ');

/** What can be done where nothing fits; empty parts are left out. */
export function alternativesText({ nearest, padded, twoLayers }: Alternatives, lang: Lang, width: number): string {
  const words = SOLVE_WORDS[lang];
  const parts: (readonly [string, readonly string[]])[] = [
    [words.nearest, nearest.map(({ output }) => shapeText(output))],
    [words.padded, padded.flatMap(({ code }) => code.split('\n'))],
    [words.twoLayers, twoLayers.map(chainText)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => ['', title, ...lines.map((line) => fold(`  ${line}`, width, 6))].join('\n'))
    .join('\n');
}

/** TensorFlow's padding axis by axis, and the lines of PyTorch that do the same. */
export function sameText(input: readonly number[], { axes, code, notes }: SameAsTensorFlow, lang: Lang = 'en'): string {
  const head = `${shapeText(input)} → ${shapeText(axes.map(({ output }) => output))}`;
  return [head, ...notes.map((note) => `  ${say(note, lang)}`), '', code].join('\n');
}
