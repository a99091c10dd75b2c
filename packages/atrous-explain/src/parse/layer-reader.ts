/** @file Expressions that make layers: calls of classes, containers of them, lists. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS, type LayerSpec } from 'atrous/spec';
import { type WrittenArgument, bindCall } from './bind.js';
import {
  type Callee,
  argumentsOf,
  calleeOf,
  holdsCall,
  isPunctuation,
  itemsOf,
  lacksValue,
  shortened,
} from './call.js';
import { meantName } from './meant.js';
import { hiddenArguments, isPrinted } from './print-text.js';
import type { Lines, Problems } from './problem.js';
import { children, readValue } from './value.js';
import { phrase, quoted } from '../explain/words/phrase.js';

/** A layer of the text, with its place. */
export interface ParsedNode {
  readonly spec: LayerSpec;
  /** The name that PyTorch's state dict gives it, where the text says one: `conv1`, `features.0`. */
  readonly name: string | undefined;
  /** The call, as offsets into the text (UTF-16 units, `to` exclusive). */
  readonly from: number;
  readonly to: number;
  /** Where the call begins; both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Where a statement or an expression stands. */
export interface Context {
  /** What comes before the names of the layers: `features.`. */
  readonly prefix: string;
  /** The layer's own name, where it has one. */
  readonly name?: string | undefined;
  /** Inside what `print(model)` shows, which does not show everything. */
  readonly printed: boolean;
  readonly depth: number;
}

/** Nesting is a recursion; brackets go to 200, other expressions are limited here. */
const DEEPEST = 300;

/** Methods that change neither layers nor sizes. */
const HARMLESS: ReadonlySet<string> = new Set(['to', 'cuda', 'cpu', 'eval', 'train', 'requires_grad_', 'float']);

/** Classes that torch.nn has and that are no layers of the convolution family. */
const ELSEWHERE: RegExp = /Loss$|^(RNN|LSTM|GRU|Transformer|Embedding|MultiheadAttention|ModuleDict|Parameter)/;

/** Classes whose arguments are layers. */
export const CONTAINERS: ReadonlySet<string> = new Set(['Sequential', 'ModuleList']);

/** Collects the layers of expressions, in order. */
export class LayerReader {
  readonly nodes: ParsedNode[] = [];
  /** Classes that the text itself defines. */
  readonly ownClasses: Set<string> = new Set();
  /** As it was given, for what was mended. */
  readonly #original: string;
  readonly #text: string;
  readonly #lines: Lines;
  readonly #problems: Problems;

  constructor(original: string, text: string, lines: Lines, problems: Problems) {
    this.#original = original;
    this.#text = text;
    this.#lines = lines;
    this.#problems = problems;
  }

  #source(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  expression(node: SyntaxNode, context: Context): void {
    if (node.type.isError || isPunctuation(node)) return;
    if (context.depth > DEEPEST) {
      this.#problems.add(node.from, node.to, phrase('problemTooDeep'));
      return;
    }
    const inner = { ...context, depth: context.depth + 1 };
    switch (node.name) {
      case 'CallExpression':
        return this.#call(node, inner);
      case 'ParenthesizedExpression':
        return children(node).forEach((child) => this.expression(child, inner));
      case 'TupleExpression':
      case 'ArrayExpression':
        return children(node).forEach((child) => this.expression(child, { ...inner, name: undefined }));
      case 'BinaryExpression':
        return this.#binary(node, inner);
      default:
        this.#notALayer(node);
    }
  }

  #notALayer(node: SyntaxNode): void {
    // What the grammar could not read is reported as that.
    if (this.#problems.covers(node.from, node.to)) return;
    this.#problems.add(node.from, node.to, phrase('problemNotALayer', { source: shortened(this.#source(node)) }), {
      hint: phrase('hintLayerIsCall'),
    });
  }

  /** Layers joined by an operator (`a -> b`, `a + b`): each of them is read, the joining is not. */
  #binary(node: SyntaxNode, context: Context): void {
    const operator = children(node)[1];
    if (!holdsCall(node, this.#text) || !operator) return this.#notALayer(node);
    if (!this.#problems.covers(operator.from, operator.to))
      this.#problems.add(operator.from, operator.to, phrase('problemJoin', { sign: this.#source(operator) }), {
        hint: phrase('hintCommas'),
      });
    for (const child of children(node)) if (child.name.endsWith('Expression')) this.expression(child, context);
  }

  #call(node: SyntaxNode, context: Context): void {
    const callee = calleeOf(node, this.#text);
    if (!callee) return this.#chained(node, context);
    const { path, className } = callee;
    if (path !== '' && !/^(torch\.)?nn(\.modules(\.\w+)?)?$/.test(path)) return this.#foreign(callee);
    if (CONTAINERS.has(className)) return this.#container(node, className, context);
    if (Object.hasOwn(LAYERS, className)) return this.#layer(node, className, context);
    if (this.ownClasses.has(className)) return this.#ownClass(callee);
    if (isPrinted(node, this.#original)) return this.#printedModule(node, callee, context);
    this.#unknownClass(callee);
  }

  /** A class of the text, whose layers were read where it stands. */
  #ownClass({ node, className }: Callee): void {
    this.#problems.add(node.from, node.to, phrase('problemNotRun', { what: className }), {
      severity: 'warning',
      hint: phrase('hintTakenOnce'),
    });
  }

  /** A module of one's own, of which `print` shows the layers but not how they are joined. */
  #printedModule(node: SyntaxNode, callee: Callee, context: Context): void {
    this.#problems.add(
      callee.node.from,
      callee.node.to,
      phrase('problemForwardNotPrinted', { name: callee.className }),
      {
        severity: 'warning',
        hint: phrase('hintPrintedOrder'),
      },
    );
    this.#container(node, callee.className, context);
  }

  /** `layer(…).to(device)`: the layer, and a word about the rest. */
  #chained(node: SyntaxNode, context: Context): void {
    const member = node.firstChild;
    const target = member?.firstChild;
    if (member?.name !== 'MemberExpression' || target?.name !== 'CallExpression') return this.#notALayer(node);
    const method = member.lastChild!;
    const name = this.#source(method);
    if (!this.#problems.covers(method.from, method.to))
      this.#problems.add(method.from, node.to, phrase('problemNotRun', { what: `.${name}()` }), {
        severity: HARMLESS.has(name) ? 'warning' : 'error',
        hint: HARMLESS.has(name) ? phrase('hintNoSize') : undefined,
      });
    this.expression(target, context);
  }

  #foreign({ node, path, className }: Callee): void {
    const layer = meantName(className, Object.keys(LAYERS));
    this.#problems.add(node.from, node.to, phrase('problemNotInTorch', { name: `${path}.${className}` }), {
      hint: layer === undefined ? undefined : phrase('hintWriteLayer', { name: layer }),
    });
  }

  #unknownClass({ node, path, className }: Callee): void {
    const from = node.to - className.length;
    if (ELSEWHERE.test(className))
      return this.#problems.add(from, node.to, phrase('problemNotSupported', { name: className }), {
        hint: phrase('hintOtherFamily'),
      });
    const meant = meantName(className, [...Object.keys(LAYERS), ...CONTAINERS]);
    const bare =
      meant === undefined
        ? phrase('problemNotInTorch', { name: className })
        : quoted(`name '${className}' is not defined`);
    const message = path === '' ? bare : quoted(`module 'torch.nn' has no attribute '${className}'`);
    this.#problems.add(from, node.to, message, {
      hint: meant === undefined ? undefined : phrase('didYouMean', { name: meant }),
    });
  }

  #container(node: SyntaxNode, className: string, context: Context): void {
    if (className === 'ModuleList')
      this.#problems.add(node.firstChild!.from, node.firstChild!.to, phrase('problemModuleList'), {
        severity: 'warning',
        hint: phrase('hintAsSequential'),
      });
    const prefix = context.name === undefined ? context.prefix : `${context.name}.`;
    const printed = context.printed || isPrinted(node, this.#original);
    let index = 0;
    const child = (value: SyntaxNode, name?: string): void => {
      if (calleeOf(value, this.#text)?.className === 'OrderedDict')
        return this.#dictionary(value, { ...context, prefix }, child);
      this.expression(value, { prefix, name: `${prefix}${name ?? index++}`, printed, depth: context.depth });
    };
    for (const { keyword, value, star } of argumentsOf(node)) {
      if (keyword && this.#original[keyword.to] === ')') child(value, this.#source(keyword));
      else if (keyword || star) this.#notALayer(value);
      else if (value.name === 'ArrayExpression') itemsOf(value).forEach((item) => child(item));
      else child(value);
    }
  }

  /** `OrderedDict([("name", layer), …])` or `OrderedDict({"name": layer, …})`. */
  #dictionary(node: SyntaxNode, context: Context, child: (value: SyntaxNode, name?: string) => void): void {
    for (const { value } of argumentsOf(node)) {
      const items = itemsOf(value);
      if (value.name === 'DictionaryExpression') this.#pairs(items, child);
      else if (value.name === 'ArrayExpression' || value.name === 'TupleExpression')
        for (const item of items) this.#pairs(item.name === 'TupleExpression' ? itemsOf(item) : [item], child);
      else this.expression(value, context);
    }
  }

  #pairs(items: readonly SyntaxNode[], child: (value: SyntaxNode, name?: string) => void): void {
    for (let i = 0; i < items.length; i += 2) {
      const key = readValue(items[i]!, this.#text);
      if (key.kind !== 'string' || !items[i + 1]) this.#notALayer(items[i]!);
      else child(items[i + 1]!, key.value);
    }
  }

  #layer(node: SyntaxNode, op: string, context: Context): void {
    if (lacksValue(node)) return;
    const written: WrittenArgument[] = [];
    const following: SyntaxNode[] = [];
    for (const { keyword, value, star } of argumentsOf(node)) {
      const { from, to } = value;
      if (star)
        return this.#problems.add(
          from,
          to,
          phrase('problemNotANumber', { source: `*${shortened(this.#source(value))}` }),
          {
            hint: phrase('hintWriteArguments'),
          },
        );
      if (this.#isLayer(value)) following.push(value);
      else
        written.push({
          from,
          to,
          source: shortened(this.#source(value)),
          value: readValue(value, this.#text),
          keyword: keyword && { name: this.#source(keyword), from: keyword.from, to: keyword.to },
        });
    }
    const spec = bindCall(op, written, { from: node.from, to: node.to }, this.#problems);
    if (spec && context.printed) this.#assumed(node, op);
    if (spec)
      this.nodes.push({ spec, name: context.name, from: node.from, to: node.to, ...this.#lines.locate(node.from) });
    this.#swallowed(node, op, following, context);
  }

  /** Says which arguments `print` hides, so that their defaults are taken. */
  #assumed(node: SyntaxNode, op: string): void {
    const hidden = hiddenArguments(op);
    if (hidden !== undefined)
      this.#problems.add(
        node.from,
        node.to,
        phrase('problemHidden', { names: hidden, op, count: hidden.split(',').length }),
        {
          severity: 'warning',
          hint: phrase('hintDefault'),
        },
      );
  }

  #isLayer(value: SyntaxNode): boolean {
    const name = calleeOf(value, this.#text)?.className;
    return name !== undefined && (Object.hasOwn(LAYERS, name) || CONTAINERS.has(name));
  }

  /** Layers among the arguments of a layer: its closing bracket was forgotten. They are read as if it stood there. */
  #swallowed(call: SyntaxNode, op: string, following: readonly SyntaxNode[], context: Context): void {
    const first = following[0];
    // A bracket that is never closed was reported as that.
    if (first && call.getChild('ArgList')?.lastChild?.name === ')')
      this.#problems.add(first.from, first.firstChild!.to, phrase('problemLayerInside', { op }), {
        hint: phrase('hintMissingBracket', { op }),
      });
    for (const layer of following) this.expression(layer, { ...context, name: undefined });
  }
}
