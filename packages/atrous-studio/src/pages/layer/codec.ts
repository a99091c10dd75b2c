/** @file The Layer page's link: `op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&sel=out:0,4,17&view=slide`. */

import { type Arg, type ArgRule, snakeCase } from 'atrous/spec';
import { LEAST_CELLS, MOST_CELLS, type SceneLens } from 'atrous-explain';
import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader } from '../../kit/query.js';
import {
  argRules,
  exampleOf,
  initialState,
  INPUTS,
  type LayerPageState,
  OPS,
  type Selection,
  TABS,
  WEIGHTS,
} from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = 1;

const SHORT: Readonly<Record<string, string>> = {
  kernelSize: 'k',
  stride: 's',
  padding: 'p',
  dilation: 'd',
  groups: 'g',
  outChannels: 'out',
  inChannels: 'cin',
  outputPadding: 'outpad',
  ceilMode: 'ceil',
  paddingMode: 'mode',
};

const keyOf = ({ name }: Pick<ArgRule, 'name'>): string => SHORT[name] ?? snakeCase(name);

/** No size or setting of a link is larger. */
const LARGEST = 1_000_000;
const MOST_AXES = 6;
const LONGEST_WORD = 40;

function valueText(value: Arg): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.map((item) => item ?? 'none').join(',') : String(value);
}

/** The channels that a layer's input has, where it has such an axis. */
export function channelsOf(input: readonly number[]): number | undefined {
  return input.length > 1 ? input[1] : undefined;
}

export function writeState(state: LayerPageState): URLSearchParams {
  const query = new URLSearchParams([
    ['v', String(VERSION)],
    ['op', state.op.toLowerCase()],
    ['in', state.input.join(',')],
  ]);
  for (const rule of argRules(state.op)) {
    const value = state.args[rule.name]!;
    const isUsual =
      rule.name === 'inChannels'
        ? value === channelsOf(state.input)
        : valueText(value) === valueText(rule.default ?? []);
    if (!isUsual || (rule.default === undefined && rule.name !== 'inChannels'))
      query.set(keyOf(rule), valueText(value));
  }
  query.set('view', state.tab);
  if (state.selection) query.set('sel', selectionText(state, state.selection));
  else if (state.channel > 0) query.set('oc', String(state.channel));
  if (state.inChannel > 0) query.set('ic', String(state.inChannel));
  if (state.lens) query.set('lens', [state.lens.cells, ...(state.lens.at ?? [])].join(','));
  if (state.tab === 'gather' && state.morph !== 1) query.set('morph', String(state.morph));
  if (state.tab === 'values') {
    query.set('x', state.inputKind);
    query.set('w', state.weightKind);
    if (state.flipped) query.set('flip', '1');
  }
  return query;
}

/** `out:0,4,17`: the output channel stands before the place. */
const selectionText = ({ channel }: LayerPageState, { what, index }: Selection): string =>
  `${what}:${[channel, ...index].join(',')}`;

const isSize = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= LARGEST;

function numbers(text: string, isGood: (n: number) => boolean): number[] | undefined {
  if (!/^-?[\d.]+(e-?\d+)?([,x]-?[\d.]+)*$/.test(text)) return undefined;
  const list = text.split(/[,x]/).map(Number);
  return list.length <= MOST_AXES && list.every(isGood) ? list : undefined;
}

const isSetting = (n: number): boolean => Number.isFinite(n) && Math.abs(n) <= LARGEST;
const isWhole = (n: number): boolean => Number.isInteger(n) && Math.abs(n) <= LARGEST;

const WORD = /^[a-z_]+$/;

/** What the text means for an argument of this kind; undefined for nothing. */
function readValue({ kind }: ArgRule, text: string): Arg | undefined {
  if (text.length > LONGEST_WORD) return undefined;
  if (text === 'none') return /OrNone|scales|sizes/.test(kind) ? null : undefined;
  if (kind.startsWith('bool')) return text === '1' || text === '0' ? text === '1' : undefined;
  if (/[sS]tring/.test(kind) && WORD.test(text)) return text;
  const isFloat = /float|number|scales/.test(kind);
  const list = numbers(text, isFloat ? isSetting : isWhole);
  if (list === undefined) return undefined;
  if (list.length === 1) return kind === 'tuple' ? list : list[0];
  return /perAxis|sizes|scales|tuple/.test(kind) ? list : undefined;
}

function readSelection(text: string): { selection: Selection; channel: number } | undefined {
  const match = /^(out|in|tap):([\d,]+)$/.exec(text);
  const [channel, ...index] = (match && numbers(match[2]!, isSize)) ?? [];
  if (channel === undefined || index.length === 0) return undefined;
  return { selection: { what: match![1] as Selection['what'], index }, channel };
}

/** Cells a side, and the place in the middle where there is one. */
function readLens(text: string): SceneLens | undefined {
  const [cells, ...at] = numbers(text, isSize) ?? [];
  if (cells === undefined || cells < LEAST_CELLS || cells > MOST_CELLS) return undefined;
  return at.length === 0 ? { cells } : { cells, at };
}

/** A part of a whole, from 0 to 1. */
function readPart(text: string): number | undefined {
  const part = Number(text);
  return /^[\d.]+$/.test(text) && part <= 1 ? part : undefined;
}

function readChannel(text: string): number | undefined {
  const list = numbers(text, isSize);
  return list?.length === 1 ? list[0] : undefined;
}

export function readState(query: URLSearchParams): { state: LayerPageState; ignored: string[] } {
  const start = initialState();
  if (query.size === 0) return { state: start, ignored: [] };
  const reader = new QueryReader(query);
  reader.take('v', oneOf([String(VERSION)]));
  const op = reader.take('op', (text) => OPS.find((name) => name.toLowerCase() === text.toLowerCase())) ?? start.op;
  const example = op === start.op ? start : exampleOf(op);
  const input =
    reader.take('in', (text) => {
      const sizes = numbers(text, isSize);
      return sizes && sizes.length > 0 ? sizes : undefined;
    }) ?? example.input;
  const args: Record<string, Arg> = {};
  for (const rule of argRules(op)) {
    const given = reader.take(keyOf(rule), (text) => readValue(rule, text));
    const usual = rule.name === 'inChannels' ? (channelsOf(input) ?? 1) : (rule.default ?? example.args[rule.name]!);
    args[rule.name] = given ?? usual;
  }
  const selected = reader.take('sel', readSelection);
  const otherChannel = reader.take('oc', readChannel) ?? 0;
  const state: LayerPageState = {
    op,
    args,
    input,
    tab: reader.take('view', oneOf(TABS)) ?? start.tab,
    selection: selected?.selection,
    channel: selected?.channel ?? otherChannel,
    inChannel: reader.take('ic', readChannel) ?? 0,
    lens: reader.take('lens', readLens),
    morph: reader.take('morph', readPart) ?? start.morph,
    inputKind: reader.take('x', oneOf(INPUTS)) ?? start.inputKind,
    weightKind: reader.take('w', oneOf(WEIGHTS)) ?? start.weightKind,
    flipped: reader.take('flip', (text) => (text === '1' || text === '0' ? text === '1' : undefined)) ?? start.flipped,
  };
  return { state, ignored: reader.ignored() };
}

export const codec: Codec<LayerPageState> = { initial: initialState, read: readState, write: writeState };
