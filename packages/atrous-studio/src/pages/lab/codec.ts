/** @file The Image lab's link: the network packed, and settings that are not the usual ones. Pictures and weights stay here. */

import { PRESETS } from 'atrous-explain/pictures';
import { pack, unpack } from '../../kit/pack.js';
import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader, wholeUpTo } from '../../kit/query.js';
import { LONGEST_LINK } from '../../kit/route.js';
import { CLIPS, type Edit, HEATS, initialState, type LabState, NORMS, SCALES, SORTS, VIEWS } from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';
export const LARGEST_SIDE = 8192;
const LARGEST_INDEX = 1_000_000;
const LONGEST_NAME = 200;
const MOST_EDITS = 64;
const MOST_TAPS = 225;
/** What the rest of a link takes at most. */
const OTHER = 500;

/** Whether a link can hold the network and the edits. */
export const fitsLink = ({ text, edits }: Pick<LabState, 'text' | 'edits'>): boolean =>
  pack(text).length + (edits.length > 0 ? pack(JSON.stringify(edits)).length : 0) <= LONGEST_LINK - OTHER;

/** `304x228`, rows first. */
export function readSize(text: string): readonly [number, number] | undefined {
  const [, height, width] = /^\s*(\d{1,4})\s*[x×*]\s*(\d{1,4})\s*$/i.exec(text) ?? [];
  const size = [Number(height), Number(width)] as const;
  return size.every((side) => side >= 1 && side <= LARGEST_SIDE) ? size : undefined;
}

function readPosition(text: string): readonly [number, number] | undefined {
  const [y, x, more] = text.split(',').map(wholeUpTo(LARGEST_INDEX));
  return y === undefined || x === undefined || more !== undefined ? undefined : [y, x];
}

const isIndex = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_INDEX;

function isEdit(value: unknown): value is Edit {
  if (typeof value !== 'object' || value === null) return false;
  const { node, filter, preset, input, taps } = value as Record<string, unknown>;
  if (typeof node !== 'string' || node.length > LONGEST_NAME) return false;
  if (preset !== undefined)
    return typeof preset === 'string' && Object.hasOwn(PRESETS, preset) && (filter === 'all' || isIndex(filter));
  const areTaps = Array.isArray(taps) && taps.length <= MOST_TAPS && taps.every((tap) => Number.isFinite(tap));
  return isIndex(filter) && isIndex(input) && areTaps;
}

/** Only the fields that an edit has. */
const plain = (edit: Edit): Edit =>
  'preset' in edit
    ? { node: edit.node, filter: edit.filter, preset: edit.preset }
    : { node: edit.node, filter: edit.filter, input: edit.input, taps: edit.taps };

function readEdits(text: string): readonly Edit[] | undefined {
  try {
    const list: unknown = JSON.parse(unpack(text) ?? 'null');
    return Array.isArray(list) && list.length <= MOST_EDITS && list.every(isEdit) ? list.map(plain) : undefined;
  } catch {
    return undefined;
  }
}

const readName = (text: string): string | undefined => (text.length <= LONGEST_NAME ? text : undefined);
const isTrue = (text: string): boolean | undefined => (text === '1' ? true : text === '0' ? false : undefined);
const index = wholeUpTo(LARGEST_INDEX);
const readWipe = (text: string): LabState['wipe'] | undefined =>
  text === 'none' || text === 'photo' ? text : index(text);

function writeState(state: LabState): URLSearchParams {
  const usual = initialState();
  const query = new URLSearchParams({ v: VERSION });
  const put = <Value extends string | number | undefined>(key: string, value: Value, standard: Value): void => {
    if (value !== standard && value !== undefined) query.set(key, String(value));
  };
  put('in', state.size?.join('x'), undefined);
  put('grey', Number(state.grey), Number(usual.grey));
  put('norm', state.norm, usual.norm);
  put('seed', state.seed, usual.seed);
  put('layer', state.layer, undefined);
  put('ch', state.channel, undefined);
  put('at', state.at?.join(','), undefined);
  put('view', state.view, usual.view);
  put('sort', state.sort, usual.sort);
  put('scale', state.scale, usual.scale);
  put('clip', state.clip, usual.clip);
  put('sym', Number(state.symmetric), Number(usual.symmetric));
  put('heat', state.heat, usual.heat);
  put('class', state.target, undefined);
  put('wipe', state.wipe, usual.wipe);
  put('cut', state.cut, usual.cut);
  const fits = fitsLink(state);
  if (fits && state.edits.length > 0) query.set('e', pack(JSON.stringify(state.edits)));
  if (fits && state.text !== usual.text) query.set('t', pack(state.text));
  return query;
}

function readState(query: URLSearchParams): { state: LabState; ignored: string[] } {
  const usual = initialState();
  const reader = new QueryReader(query);
  reader.take('v', oneOf([VERSION]));
  const packed = reader.take('t', unpack);
  const given = reader.take('text', (text) => text);
  const state: LabState = {
    text: packed ?? given ?? usual.text,
    size: reader.take('in', readSize),
    grey: reader.take('grey', isTrue) ?? usual.grey,
    norm: reader.take('norm', oneOf(NORMS)) ?? usual.norm,
    seed: reader.take('seed', index) ?? usual.seed,
    layer: reader.take('layer', readName),
    channel: reader.take('ch', index),
    at: reader.take('at', readPosition),
    view: reader.take('view', oneOf(VIEWS)) ?? usual.view,
    sort: reader.take('sort', oneOf(SORTS)) ?? usual.sort,
    scale: reader.take('scale', oneOf(SCALES)) ?? usual.scale,
    clip: reader.take('clip', (text) => CLIPS.find((clip) => String(clip) === text)) ?? usual.clip,
    symmetric: reader.take('sym', isTrue) ?? usual.symmetric,
    heat: reader.take('heat', oneOf(HEATS)) ?? usual.heat,
    target: reader.take('class', index),
    wipe: reader.take('wipe', readWipe) ?? usual.wipe,
    cut: reader.take('cut', wholeUpTo(100)) ?? usual.cut,
    edits: reader.take('e', readEdits) ?? usual.edits,
  };
  return { state, ignored: reader.ignored() };
}

export const codec: Codec<LabState> = { initial: initialState, read: readState, write: writeState };
