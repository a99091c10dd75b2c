/** @file The Solve page's link: `op=conv&in=304,228&to=152,114&k=3&all=1`. */

import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader } from '../../kit/query.js';
import { initialState, type Knob, knobsOf, OPS, type SolveState } from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';
const SHORT: Readonly<Record<Knob, string>> = { kernel: 'k', stride: 's', padding: 'p', dilation: 'd' };

const LARGEST = 1_000_000;

export function writeState({ op, input, output, fixed, all }: SolveState): URLSearchParams {
  const query = new URLSearchParams([
    ['v', VERSION],
    ['op', op.toLowerCase()],
    ['in', input.join(',')],
    ['to', output.join(',')],
  ]);
  for (const knob of knobsOf(op)) if (fixed[knob] !== undefined) query.set(SHORT[knob], String(fixed[knob]));
  if (all) query.set('all', '1');
  return query;
}

function whole(text: string, least: number): number | undefined {
  const value = Number(text);
  return /^\d{1,7}$/.test(text) && value >= least && value <= LARGEST ? value : undefined;
}

/** One to three sizes from 1 on. */
function readSizes(text: string): readonly number[] | undefined {
  const sizes = text.split(/[,x×]/, 4).map((each) => whole(each, 1));
  return sizes.length <= 3 && sizes.every((size) => size !== undefined) ? sizes : undefined;
}

export function readState(query: URLSearchParams): { state: SolveState; ignored: string[] } {
  const start = initialState();
  const reader = new QueryReader(query);
  reader.take('v', oneOf([VERSION]));
  const names = Object.keys(OPS) as (keyof typeof OPS)[];
  const op = reader.take('op', (text) => names.find((name) => name.toLowerCase() === text.toLowerCase())) ?? start.op;
  const input = reader.take('in', readSizes);
  const wanted = reader.take('to', (text) => {
    const sizes = readSizes(text);
    return sizes === undefined || sizes.length === (input ?? start.input).length ? sizes : undefined;
  });
  const fixed: Partial<Record<Knob, number>> = {};
  for (const knob of knobsOf(op)) {
    const value = reader.take(SHORT[knob], (text) => whole(text, knob === 'padding' ? 0 : 1));
    if (value !== undefined) fixed[knob] = value;
  }
  const all = reader.take('all', (text) => (text === '1' ? true : undefined)) ?? false;
  const sizes = input ?? start.input;
  return {
    state: { op, input: sizes, output: wanted ?? (input ? sizes : start.output), fixed, all },
    ignored: reader.ignored(),
  };
}

export const codec: Codec<SolveState> = { initial: initialState, read: readState, write: writeState };
