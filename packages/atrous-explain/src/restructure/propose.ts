/** @file Ways to make a change in a text. None of them is taken on trust: see `index.ts`. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS, type LayerSpec, type NodeSpec } from 'atrous/spec';
import type { Edit } from '../doctor/edits.js';
import { pythonLayer } from '../emit/python.js';
import type { NodeOrigin } from '../parse/module/graph.js';
import type { PythonNetwork } from '../parse/module/index.js';
import {
  declared,
  forgotten,
  joined,
  operandsOf,
  reducedTo,
  tensorsOf,
  unnamed,
  type Wrap,
  wrapOf,
  wrapped,
  wrappedInput,
} from './calls.js';
import { type Definite, INPUT, usualName } from './change.js';
import { type Element, itemAt, itemBefore, itemBehind, withoutItem } from './items.js';
import type { Source } from './source.js';

/** A layer that is to be put somewhere. */
interface Piece {
  readonly name: string;
  /** Behind it on its line. */
  readonly comment: string;
  /** The call that makes it. */
  readonly code: string | undefined;
  /** Its use in `forward`, where that needs no new line in `__init__`. */
  readonly wrap: Wrap | undefined;
}

/** A piece, and the edits that take it from where it was. */
interface Taken {
  readonly piece: Piece;
  readonly edits: readonly Edit[];
  /** Whether the line that makes it stays, for the piece to be used with. */
  readonly keeps: boolean;
}

export class Proposals {
  readonly #source: Source;
  readonly #model: PythonNetwork;

  constructor(source: Source, model: PythonNetwork) {
    this.#source = source;
    this.#model = model;
  }

  /** Likeliest first. */
  of(change: Definite): Iterable<readonly Edit[]> {
    switch (change.do) {
      case 'insert':
        return this.#inserted(change.spec, change.after);
      case 'duplicate':
        return this.#doubled(change.node);
      case 'remove':
        return this.#removed(change.node);
      case 'move':
        return this.#moved(change.node, change.after);
      default: {
        const [first, last] = [this.#call(change.first), this.#call(change.last)];
        return first && last ? joined(this.#source, first, last, change.how) : [];
      }
    }
  }

  #inserted(spec: LayerSpec, after: string): Iterable<readonly Edit[]> {
    const name = this.#source.freeName(usualName(spec.op));
    return this.#put({ name, comment: '', code: this.#prefixed(pythonLayer(spec)), wrap: undefined }, after);
  }

  *#doubled(node: string): Generator<readonly Edit[]> {
    for (const piece of this.#pieces(node))
      yield* this.#put({ ...piece, name: this.#source.freeName(piece.name), comment: '' }, node);
  }

  *#removed(node: string): Generator<readonly Edit[]> {
    for (const { edits, keeps } of this.#taken(node)) if (!keeps) yield edits;
    yield* this.#unjoined(node);
  }

  *#moved(node: string, after: string): Generator<readonly Edit[]> {
    for (const { piece, edits } of this.#taken(node))
      for (const put of this.#put(piece, after)) yield [...edits, ...put];
  }

  #node(name: string): NodeSpec | undefined {
    return this.#model.network.nodes.find((node) => node.name === name);
  }

  #origin(name: string): NodeOrigin | undefined {
    return this.#model.origins.get(name);
  }

  /** Where `forward` runs it. */
  #call(name: string): SyntaxNode | undefined {
    const origin = this.#origin(name);
    return origin && this.#source.at(origin.call);
  }

  /** The call that makes it, unless it is a function. */
  #layer(name: string): SyntaxNode | undefined {
    const { declaration, call } = this.#origin(name) ?? {};
    return declaration && declaration.from !== call?.from ? this.#source.at(declaration) : undefined;
  }

  #item(name: string): ReturnType<typeof itemAt> {
    const { declaration, call } = this.#origin(name) ?? {};
    const isFunction = declaration !== undefined && declaration.from === call?.from && declaration.to === call.to;
    return declaration && !isFunction ? itemAt(this.#source, declaration) : undefined;
  }

  /** As the text itself calls the classes of `torch.nn`. */
  #prefixed(code: string): string {
    const first = this.#model.declarations[0];
    const prefix = first && /^([\w.]*?)\w+\(/.exec(this.#source.of(first))?.[1];
    return prefix === undefined || prefix === 'F.' || prefix === 'torch.' ? code : code.replace(/^nn\./, prefix);
  }

  /** What it is called where it stands. */
  #nameOf({ name, spec }: NodeSpec): string {
    const last = name.split('.').at(-1)!;
    return this.#item(name)?.name ?? (/^\d+$/.test(last) ? this.#source.freeName(usualName(spec.op)) : last);
  }

  /** The layer as it can be put somewhere else. */
  #pieces(name: string): Piece[] {
    const node = this.#node(name);
    if (!node) return [];
    const item = this.#item(name);
    const layer = item?.layer ?? this.#layer(name);
    const own = this.#nameOf(node);
    const comment = item ? this.#source.comment(item.place) : '';
    if (layer) return [{ name: own, comment, code: this.#source.of(layer), wrap: undefined }];
    const code = Object.hasOwn(LAYERS, node.spec.op) ? this.#prefixed(pythonLayer(node.spec)) : undefined;
    const call = this.#call(name);
    const wraps =
      call?.name === 'CallExpression' ? tensorsOf(call).map((each) => wrapOf(this.#source, call, each)) : [];
    return [
      ...wraps.map((wrap) => ({ name: own, comment, code: undefined, wrap })),
      { name: own, comment, code, wrap: undefined },
    ];
  }

  /** Ways to take a layer out. */
  *#taken(name: string): Generator<Taken> {
    const item = this.#item(name);
    if (item) {
      const edits = [withoutItem(this.#source, item)];
      for (const piece of this.#pieces(name)) yield { piece, edits, keeps: false };
      return;
    }
    const call = this.#call(name);
    if (call?.name !== 'CallExpression') return;
    const layer = this.#layer(name);
    const forgets = layer ? forgotten(this.#source, layer, 1) : [];
    for (const tensor of tensorsOf(call)) {
      const edits = reducedTo(this.#source, call, tensor);
      const wrap = wrapOf(this.#source, call, tensor);
      for (const piece of this.#pieces(name)) {
        // A layer of the same class moves with its name; where it goes elsewhere, its line goes with it.
        if (layer) yield { piece: { ...piece, code: undefined, wrap }, edits, keeps: true };
        yield { piece, edits: [...edits, ...forgets], keeps: false };
      }
    }
  }

  *#put(piece: Piece, after: string): Generator<readonly Edit[]> {
    const { name, comment, code, wrap } = piece;
    if (code !== undefined) yield* this.#putInList({ name, comment, code }, after);
    for (const place of this.#places(after)) {
      if (wrap) yield place(wrap);
      const made = code === undefined ? undefined : this.#declared(after, code, name);
      if (made) yield [made.edit, ...place(made.wrap)];
    }
  }

  *#putInList(element: Element, after: string): Generator<readonly Edit[]> {
    const item = after === INPUT ? undefined : this.#item(after);
    if (item) yield itemBehind(this.#source, item, element);
    for (const reader of this.#readers(after)) {
      const next = this.#item(reader);
      if (next) yield itemBefore(this.#source, next, element);
    }
  }

  #readers(name: string): string[] {
    return this.#model.network.nodes.filter(({ from }) => from.includes(name)).map((node) => node.name);
  }

  /** Where a call can be put so that it reads a node: round the node's own call, or before its only reader's. */
  #places(after: string): ((wrap: Wrap) => Edit[])[] {
    const readers = this.#readers(after).map((reader) => this.#call(reader));
    const first = readers[0];
    if (after === INPUT) return first ? [(wrap) => wrappedInput(this.#source, first, wrap)] : [];
    const value = this.#call(after);
    const inside = readers.length === 1 && first?.name === 'CallExpression' ? tensorsOf(first) : [];
    return [...(value ? [value] : []), ...inside].map((node) => (wrap) => wrapped(this.#source, node, wrap));
  }

  #declared(after: string, code: string, name: string): ReturnType<typeof declared> {
    const beside = after === INPUT ? undefined : after;
    const call = this.#call(beside ?? this.#readers(INPUT)[0]!);
    return call && declared(this.#source, call, beside === undefined ? undefined : this.#layer(beside), code, name);
  }

  /** A join with one of its operands in its place, and the lines that only led to the other gone. */
  *#unjoined(name: string): Generator<readonly Edit[]> {
    const join = this.#call(name);
    if (!join) return;
    const operands = operandsOf(join);
    for (const kept of operands) {
      const others = operands.filter((each) => each !== kept);
      const plain = reducedTo(this.#source, join, kept);
      const lines = others.flatMap((other) => unnamed(this.#source, other));
      const layers = this.#model.network.nodes
        .filter((node) => others.some((other) => within(this.#origin(node.name)!.call, other)))
        .flatMap((node) => {
          const layer = this.#layer(node.name);
          return layer ? forgotten(this.#source, layer, 1) : [];
        });
      yield [...plain, ...lines, ...layers];
    }
  }
}

const within = (inner: { from: number; to: number }, outer: { from: number; to: number }): boolean =>
  inner.from >= outer.from && inner.to <= outer.to;
