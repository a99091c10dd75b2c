/** @file The Receptive field page's link: `l=c3p1,m2s2,c3p1d2&n=32&row=2&at=4,5&map=paths&seed=0`. */

import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader, wholeUpTo } from '../../kit/query.js';
import {
  type FieldPageState,
  initialState,
  MAPS,
  NUMBERS,
  type NumberName,
  type Op,
  type Row,
  rowOf,
} from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';
export const MOST_ROWS = 64;
/** Fields do not depend on the input's size; a larger one shows nothing more. */
const LARGEST = 2048;

const LETTERS: Readonly<Record<Op, string>> = { Conv2d: 'c', MaxPool2d: 'm', AvgPool2d: 'a', ConvTranspose2d: 't' };
const KEYS: Readonly<Record<Exclude<NumberName, 'kernel'>, string>> = { stride: 's', padding: 'p', dilation: 'd' };
const USUAL: Readonly<Record<keyof typeof KEYS, number>> = { stride: 1, padding: 0, dilation: 1 };
const ROW = /^([cmat])(\d{1,3})(?:s(\d{1,3}))?(?:p(\d{1,3}))?(?:d(\d{1,3}))?$/;

const rowText = (row: Row): string =>
  NUMBERS.reduce((text, name) => {
    if (name === 'kernel') return text + row.kernel;
    return row[name] === USUAL[name] ? text : `${text}${KEYS[name]}${row[name]}`;
  }, LETTERS[row.op]);

function readRow(text: string): Row | undefined {
  const match = ROW.exec(text);
  if (!match) return undefined;
  const [, letter, kernel, stride, padding, dilation] = match;
  const [op] = Object.entries(LETTERS).find(([, own]) => own === letter)! as [Op, string];
  const usual = USUAL;
  return rowOf(
    op,
    Number(kernel),
    Number(stride ?? usual.stride),
    Number(padding ?? usual.padding),
    op === 'AvgPool2d' ? 1 : Number(dilation ?? usual.dilation),
  );
}

function readRows(text: string): readonly Row[] | undefined {
  const rows = text === '' ? [] : text.split(',').map(readRow);
  return rows.length <= MOST_ROWS && rows.every((row) => row !== undefined) ? rows : undefined;
}

const whole = wholeUpTo(LARGEST);

function readPosition(text: string): readonly [number, number] | undefined {
  const [y, x, more] = text.split(',').map(whole);
  return y === undefined || x === undefined || more !== undefined ? undefined : [y, x];
}

export function writeState({ rows, size, row, position, map, seed }: FieldPageState): URLSearchParams {
  return new URLSearchParams([
    ['v', VERSION],
    ['l', rows.map(rowText).join(',')],
    ['n', String(size)],
    ['row', String(row)],
    ...(position ? [['at', position.join(',')]] : []),
    ['map', map],
    ['seed', String(seed)],
  ]);
}

export function readState(query: URLSearchParams): { state: FieldPageState; ignored: string[] } {
  const start = initialState();
  const reader = new QueryReader(query);
  reader.take('v', oneOf([VERSION]));
  const rows = reader.take('l', readRows) ?? start.rows;
  const last = Math.max(0, rows.length - 1);
  const state: FieldPageState = {
    rows,
    size: reader.take('n', whole) ?? start.size,
    row: reader.take('row', wholeUpTo(last)) ?? last,
    position: reader.take('at', readPosition),
    map: reader.take('map', oneOf(MAPS)) ?? start.map,
    seed: reader.take('seed', whole) ?? start.seed,
  };
  return { state, ignored: reader.ignored() };
}

export const codec: Codec<FieldPageState> = { initial: initialState, read: readState, write: writeState };
