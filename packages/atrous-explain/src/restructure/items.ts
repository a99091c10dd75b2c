/** @file Layers as elements of a list: of a Sequential, of an OrderedDict, or one after the other. */

import type { SyntaxNode } from '@lezer/common';
import type { Edit } from '../doctor/edits.js';
import type { Place } from '../parse/bind.js';
import type { Source } from './source.js';

/** A layer in its list. */
export interface Item {
  /** With its name, where it has one. */
  readonly place: Place;
  /** Just the call that makes it. */
  readonly layer: Place;
  /** As an OrderedDict names it. */
  readonly name: string | undefined;
  readonly node: SyntaxNode;
}

const LISTS = /^(ArgList|ArrayExpression|ExpressionStatement|TupleExpression)$/;

/** The list's element that makes a layer; undefined where it stands in none. */
export function itemAt(source: Source, layer: Place): Item | undefined {
  const call = source.at(layer);
  const list = call?.parent;
  if (!call || !list || call.name !== 'CallExpression' || !LISTS.test(list.name)) return undefined;
  const name = call.prevSibling?.prevSibling;
  const isPair = list.name === 'TupleExpression' && name?.name === 'String' && list.parent?.name === 'ArrayExpression';
  if (isPair) return { place: list, layer: call, name: source.of(name).slice(1, -1), node: list };
  return { place: call, layer: call, name: undefined, node: call };
}

const commaBehind = ({ node }: Item): SyntaxNode | undefined =>
  node.nextSibling?.name === ',' ? node.nextSibling : undefined;

/** The item and what separates it from its neighbours, gone. */
export function withoutItem(source: Source, item: Item): Edit {
  if (source.isAlone(item.place)) return source.withoutLines(item.place);
  const { from, to } = item.place;
  const comma = commaBehind(item);
  const next = comma?.nextSibling;
  if (comma) return { from, to: next && !/^[)\]]$/.test(next.name) ? next.from : comma.to, text: '' };
  const before = item.node.prevSibling;
  return { from: before?.name === ',' ? before.from : from, to, text: '' };
}

/** What is to be put into a list. */
export interface Element {
  readonly code: string;
  /** Where the list gives names. */
  readonly name: string;
  /** What was said of it at the end of its line. */
  readonly comment: string;
}

/** How an element is written in the list of another. */
const written = ({ name: own }: Item, { code, name }: Element): string =>
  own === undefined ? code : `('${name}', ${code})`;

/** Whether lines of calls end in commas. */
function takesComma(item: Item): boolean {
  const { parent } = item.node;
  if (parent?.name !== 'ExpressionStatement') return true;
  return commaBehind(item) !== undefined || parent.prevSibling?.lastChild?.name === ',';
}

/** An element behind another. */
export function itemBehind(source: Source, item: Item, element: Element): Edit[] {
  const text = written(item, element);
  const { to } = item.place;
  if (!source.isAlone(item.place)) return [{ from: to, to, text: `, ${text}` }];
  const comma = commaBehind(item);
  const needsComma = comma === undefined && takesComma(item);
  const line = source.lineBelow(item.place, `${text}${comma ? ',' : ''}${element.comment}`);
  return [...(needsComma ? [{ from: to, to, text: ',' }] : []), line];
}

/** An element before another. */
export function itemBefore(source: Source, item: Item, element: Element): Edit[] {
  const text = written(item, element);
  const { from } = item.place;
  if (!source.isAlone(item.place)) return [{ from, to: from, text: `${text}, ` }];
  return [source.lineAbove(item.place, `${text}${takesComma(item) ? ',' : ''}${element.comment}`)];
}
