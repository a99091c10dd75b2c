/** @file A network's text in PyTorch's syntax → its layers. The text is read, never run. */

import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { LAYERS, type LayerSpec } from 'atrous/geometry';
import { type WrittenArgument, bindCall } from './bind.js';
import { meantName } from './meant.js';
import { Lines, type Problem, Problems } from './problem.js';
import { repair } from './repair.js';
import { reportSyntax } from './syntax.js';
import { children, readValue } from './value.js';

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

export interface ParsedNetwork {
  /** In the order in which they are written, which is taken for the order in which they run. */
  readonly nodes: readonly ParsedNode[];
  /** In the order of the text. Layers that stand beside a problem are in `nodes` all the same. */
  readonly problems: readonly Problem[];
}

/** Longer than any network that somebody writes. */
const LONGEST = 2_000_000;

/**
 * Reads layers written as PyTorch writes them: one call, calls separated by commas or line breaks, `nn.Sequential`
 * (nested, with names through `OrderedDict`, assigned or not), the `__init__` of a class; with or without `nn.` or
 * `torch.nn.`. Arguments are numbers, simple arithmetic, strings, booleans, None, and lists. Never throws: what is
 * wrong comes back as problems, and the rest is read. `SyntaxError`s have Python's words.
 */
export function parseNetwork(text: string): ParsedNetwork {
  const lines = new Lines(text);
  const problems = new Problems(text, lines);
  if (text.length > LONGEST) {
    problems.add(0, 0, `the text is too long: ${text.length} characters`, {
      hint: `A network of up to ${LONGEST} characters is read.`,
    });
    return { nodes: [], problems: problems.sorted() };
  }
  const mended = repair(text, problems);
  const tree: Tree = parser.parse(mended);
  reportSyntax(tree, mended, problems);
  const reader = new Reader(text, mended, lines, problems);
  reader.statements(tree.topNode, { prefix: '', printed: false, depth: 0 });
  return { nodes: reader.nodes, problems: problems.sorted() };
}

/** Where a statement or an expression stands. */
interface Context {
  /** What comes before the names of the layers: `features.`. */
  readonly prefix: string;
  /** The layer's own name, where it has one. */
  readonly name?: string | undefined;
  /** Inside what `print(model)` shows, which does not show everything. */
  readonly printed: boolean;
  readonly depth: number;
}

/** Nesting is a recursion; brackets go to 200, blocks are limited here. */
const DEEPEST = 300;

/** Longer than any dotted name; what is longer is no class. */
const LONGEST_NAME = 100;

/** Methods that change neither layers nor sizes. */
const HARMLESS: ReadonlySet<string> = new Set(['to', 'cuda', 'cpu', 'eval', 'train', 'requires_grad_', 'float']);

const SKIPPED_STATEMENTS: Readonly<Record<string, string>> = {
  IfStatement: 'if',
  ForStatement: 'for',
  WhileStatement: 'while',
  WithStatement: 'with',
  TryStatement: 'try',
  MatchStatement: 'match',
};

interface Argument {
  readonly keyword: SyntaxNode | undefined;
  readonly value: SyntaxNode;
  readonly star: boolean;
}

class Reader {
  readonly nodes: ParsedNode[] = [];
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

  statements(block: SyntaxNode, context: Context): void {
    for (const statement of children(block)) this.#statement(statement, context);
  }

  #source(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  #statement(node: SyntaxNode, context: Context): void {
    const skipped = SKIPPED_STATEMENTS[node.name];
    if (skipped !== undefined) return this.#skip(node, `'${skipped}' is not run: what stands in it is skipped`);
    switch (node.name) {
      case 'ExpressionStatement':
        return this.#expressionStatement(node, context);
      case 'AssignStatement':
        return this.#assignment(node, context);
      case 'ReturnStatement':
        return children(node)
          .slice(1)
          .forEach((value) => this.#expression(value, context));
      case 'StatementGroup':
        return this.statements(node, context);
      case 'ClassDefinition':
        return this.#class(node, context);
      case 'FunctionDefinition':
        return this.#skip(node, 'functions are not run: the body is skipped');
      case 'DecoratedStatement': {
        const definition = node.lastChild;
        return definition ? this.#statement(definition, context) : undefined;
      }
      default:
        // Imports, pass, del and the like hold no layers; errors of syntax are reported elsewhere.
        return undefined;
    }
  }

  #skip(node: SyntaxNode, message: string): void {
    const keyword = node.firstChild ?? node;
    this.#problems.add(keyword.from, keyword.to, message, {
      severity: 'warning',
      hint: 'Write the layers one after the other.',
    });
  }

  #expressionStatement(node: SyntaxNode, context: Context): void {
    const expressions = children(node).filter((child) => !isPunctuation(child));
    // A docstring.
    if (expressions.length === 1 && expressions[0]!.name.endsWith('String')) return;
    for (const expression of expressions) this.#expression(expression, context);
  }

  /** `name = value`, `self.name = value`, `a = b = value`, `name: type = value`. */
  #assignment(node: SyntaxNode, context: Context): void {
    const parts = children(node);
    const at = parts.findLastIndex((part) => part.name === 'AssignOp');
    if (at < 0) return;
    const values = parts.slice(at + 1).filter((part) => !isPunctuation(part));
    const target = parts[0]!;
    for (const value of values) {
      if (!this.#holdsCall(value)) continue;
      this.#expression(value, values.length === 1 ? this.#named(target, value, context) : context);
    }
  }

  /** A module's own field gives its name to what is in it; a plain variable only to a lone layer. */
  #named(target: SyntaxNode, value: SyntaxNode, context: Context): Context {
    const source = this.#source(target).replaceAll(/\s+/g, '');
    const field = /^self\.([\p{L}\p{N}_]+)$/u.exec(source)?.[1];
    if (field !== undefined) return { ...context, name: `${context.prefix}${field}` };
    const isContainer = CONTAINERS.has(this.#callee(value)?.className ?? '');
    return target.name === 'VariableName' && !isContainer ? { ...context, name: source } : context;
  }

  /** Whether a value holds a call: numbers and such may be assigned without a word. */
  #holdsCall(value: SyntaxNode): boolean {
    return /[\p{L}\p{N}_]\s*\(/u.test(this.#source(value));
  }

  /** The layers that `__init__` makes, in the order of their lines. */
  #class(node: SyntaxNode, context: Context): void {
    if (context.depth > DEEPEST) return;
    const body = node.getChild('Body');
    const functions = body ? body.getChildren('FunctionDefinition') : [];
    const constructor = functions.find((f) => this.#functionName(f) === '__init__');
    const forward = functions.find((f) => this.#functionName(f) === 'forward');
    if (forward)
      this.#problems.add(forward.from, forward.getChild('Body')?.from ?? forward.to, 'forward() is not read', {
        severity: 'warning',
        hint: 'The layers are taken in the order in which __init__ makes them.',
      });
    const statements = constructor?.getChild('Body');
    if (!statements) return;
    for (const statement of children(statements)) {
      const isSuper = /^\s*super\b/.test(this.#source(statement));
      if (!isSuper) this.#statement(statement, { prefix: '', printed: false, depth: context.depth + 1 });
    }
  }

  #functionName(node: SyntaxNode): string {
    const name = node.getChild('VariableName');
    return name ? this.#source(name) : '';
  }

  #expression(node: SyntaxNode, context: Context): void {
    if (node.type.isError || isPunctuation(node)) return;
    if (context.depth > DEEPEST) {
      this.#problems.add(node.from, node.to, 'nested too deeply');
      return;
    }
    const inner = { ...context, depth: context.depth + 1 };
    switch (node.name) {
      case 'CallExpression':
        return this.#call(node, inner);
      case 'ParenthesizedExpression':
        return children(node).forEach((child) => this.#expression(child, inner));
      case 'TupleExpression':
      case 'ArrayExpression':
        return children(node).forEach((child) => this.#expression(child, { ...inner, name: undefined }));
      case 'BinaryExpression':
        return this.#binary(node, inner);
      default:
        this.#notALayer(node);
    }
  }

  #notALayer(node: SyntaxNode): void {
    // What the grammar could not read is reported as that.
    if (this.#problems.covers(node.from, node.to)) return;
    this.#problems.add(node.from, node.to, `not a layer: ${shortened(this.#source(node))}`, {
      hint: 'A layer is written as a call, such as nn.ReLU().',
    });
  }

  /** Layers joined by an operator (`a -> b`, `a + b`): each of them is read, the joining is not. */
  #binary(node: SyntaxNode, context: Context): void {
    const operator = children(node)[1];
    if (!this.#holdsCall(node) || !operator) return this.#notALayer(node);
    if (!this.#problems.covers(operator.from, operator.to))
      this.#problems.add(operator.from, operator.to, `'${this.#source(operator)}' does not join layers`, {
        hint: 'Separate layers by commas.',
      });
    for (const child of children(node)) if (child.name.endsWith('Expression')) this.#expression(child, context);
  }

  /** `nn.Conv2d` as module path and class name. */
  #callee(call: SyntaxNode): { node: SyntaxNode; path: string; className: string } | undefined {
    const node = call.name === 'CallExpression' ? call.firstChild : null;
    if (!node || node.to - node.from > LONGEST_NAME) return undefined;
    const dotted = /^([\p{L}\p{N}_]+(?:\s*\.\s*[\p{L}\p{N}_]+)*?\s*\.\s*)?([\p{L}_][\p{L}\p{N}_]*)$/u.exec(
      this.#source(node),
    );
    if (!dotted) return undefined;
    return { node, path: (dotted[1] ?? '').replaceAll(/[\s.]+$|\s+/g, ''), className: dotted[2]! };
  }

  #call(node: SyntaxNode, context: Context): void {
    const callee = this.#callee(node);
    if (!callee) return this.#chained(node, context);
    const { path, className } = callee;
    if (path !== '' && !/^(torch\.)?nn(\.modules(\.\w+)?)?$/.test(path)) return this.#foreign(callee);
    if (CONTAINERS.has(className)) return this.#container(node, className, context);
    if (Object.hasOwn(LAYERS, className)) return this.#layer(node, className, context);
    if (this.#isPrinted(node)) return this.#printedModule(node, callee, context);
    this.#unknownClass(callee);
  }

  /** Whether the call is what `print(model)` shows of a module with children: `Net(`, then `(conv1): ` on a new line. */
  #isPrinted(call: SyntaxNode): boolean {
    const list = call.getChild('ArgList');
    PRINTED.lastIndex = list?.from ?? 0;
    return list !== null && PRINTED.test(this.#original);
  }

  /** A module of one's own, of which `print` shows the layers but not how they are joined. */
  #printedModule(node: SyntaxNode, callee: { node: SyntaxNode; className: string }, context: Context): void {
    this.#problems.add(callee.node.from, callee.node.to, `forward() of ${callee.className} is not printed`, {
      severity: 'warning',
      hint: 'The layers are taken in the order in which they are printed.',
    });
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
      this.#problems.add(method.from, node.to, `.${name}() is not run`, {
        severity: HARMLESS.has(name) ? 'warning' : 'error',
        hint: HARMLESS.has(name) ? 'It changes no size.' : undefined,
      });
    this.#expression(target, context);
  }

  #foreign({ node, path, className }: { node: SyntaxNode; path: string; className: string }): void {
    const layer = meantName(className, Object.keys(LAYERS));
    this.#problems.add(node.from, node.to, `not a layer of torch.nn: ${path}.${className}`, {
      hint: layer === undefined ? undefined : `Write nn.${layer}(…).`,
    });
  }

  #unknownClass({ node, path, className }: { node: SyntaxNode; path: string; className: string }): void {
    const from = node.to - className.length;
    const meant = meantName(className, [...Object.keys(LAYERS), ...CONTAINERS]);
    const message =
      path === '' ? `name '${className}' is not defined` : `module 'torch.nn' has no attribute '${className}'`;
    this.#problems.add(from, node.to, message, { hint: meant && `Did you mean \`${meant}\`?` });
  }

  /** The arguments of a call: keyword and value, or a value alone; `star`: unpacked by `*` or `**`. */
  #arguments(call: SyntaxNode): Argument[] {
    const list = call.getChild('ArgList');
    const found: Argument[] = [];
    let keyword: SyntaxNode | undefined;
    let star = false;
    const parts = list ? children(list) : [];
    parts.forEach((part, i) => {
      if (part.name === '*' || part.name === '**') star = true;
      else if (isPunctuation(part)) [keyword, star] = [undefined, false];
      else if (parts[i + 1]?.name === 'AssignOp') keyword = part;
      else if (part.name !== 'AssignOp' && !part.type.isError) found.push({ keyword, value: part, star });
    });
    return found;
  }

  #container(node: SyntaxNode, className: string, context: Context): void {
    if (className === 'ModuleList')
      this.#problems.add(node.firstChild!.from, node.firstChild!.to, 'ModuleList has no forward()', {
        severity: 'warning',
        hint: 'Its layers are taken in order, as Sequential would run them.',
      });
    const prefix = context.name === undefined ? context.prefix : `${context.name}.`;
    const printed = context.printed || this.#isPrinted(node);
    let index = 0;
    const child = (value: SyntaxNode, name?: string): void => {
      if (this.#callee(value)?.className === 'OrderedDict')
        return this.#dictionary(value, { ...context, prefix }, child);
      this.#expression(value, { prefix, name: `${prefix}${name ?? index++}`, printed, depth: context.depth });
    };
    for (const { keyword, value, star } of this.#arguments(node)) {
      if (keyword && this.#original[keyword.to] === ')') child(value, this.#source(keyword));
      else if (keyword || star) this.#notALayer(value);
      else if (value.name === 'ArrayExpression') this.#items(value).forEach((item) => child(item));
      else child(value);
    }
  }

  #items(node: SyntaxNode): SyntaxNode[] {
    return children(node).filter((part) => !isPunctuation(part) && !part.type.isError);
  }

  /** `OrderedDict([("name", layer), …])` or `OrderedDict({"name": layer, …})`. */
  #dictionary(node: SyntaxNode, context: Context, child: (value: SyntaxNode, name?: string) => void): void {
    for (const { value } of this.#arguments(node)) {
      const items = this.#items(value);
      if (value.name === 'DictionaryExpression') this.#pairs(items, child);
      else if (value.name === 'ArrayExpression' || value.name === 'TupleExpression')
        for (const item of items) this.#pairs(item.name === 'TupleExpression' ? this.#items(item) : [item], child);
      else this.#expression(value, context);
    }
  }

  #pairs(items: readonly SyntaxNode[], child: (value: SyntaxNode, name?: string) => void): void {
    for (let i = 0; i < items.length; i += 2) {
      const key = readValue(items[i]!, this.#text);
      if (key.kind !== 'string' || !items[i + 1]) this.#notALayer(items[i]!);
      else child(items[i + 1]!, key.value);
    }
  }

  /** Whether a keyword of the call has no value; the grammar reports the place. */
  #lacksValue(call: SyntaxNode): boolean {
    const signs = call.getChild('ArgList')?.getChildren('AssignOp') ?? [];
    return signs.some(({ nextSibling: value }) => !value || value.type.isError || isPunctuation(value));
  }

  #layer(node: SyntaxNode, op: string, context: Context): void {
    if (this.#lacksValue(node)) return;
    const written: WrittenArgument[] = [];
    const following: SyntaxNode[] = [];
    for (const { keyword, value, star } of this.#arguments(node)) {
      const { from, to } = value;
      if (star)
        return this.#problems.add(from, to, `not a number: *${shortened(this.#source(value))}`, {
          hint: 'Variables are not evaluated: write the arguments.',
        });
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
    const hidden = Object.entries(NOT_PRINTED).find(([family]) => op.startsWith(family))?.[1];
    if (hidden !== undefined)
      this.#problems.add(node.from, node.to, `${hidden} of ${op} ${hidden.includes(',') ? 'are' : 'is'} not printed`, {
        severity: 'warning',
        hint: 'The default is assumed.',
      });
  }

  #isLayer(value: SyntaxNode): boolean {
    const name = this.#callee(value)?.className;
    return name !== undefined && (Object.hasOwn(LAYERS, name) || CONTAINERS.has(name));
  }

  /** Layers among the arguments of a layer: its closing bracket was forgotten. They are read as if it stood there. */
  #swallowed(call: SyntaxNode, op: string, following: readonly SyntaxNode[], context: Context): void {
    const first = following[0];
    // A bracket that is never closed was reported as that.
    if (first && call.getChild('ArgList')?.lastChild?.name === ')')
      this.#problems.add(first.from, first.firstChild!.to, `a layer among the arguments of ${op}`, {
        hint: `Is a ')' missing before it? It is read as the layer after ${op}.`,
      });
    for (const layer of following) this.#expression(layer, { ...context, name: undefined });
  }
}

const CONTAINERS: ReadonlySet<string> = new Set(['Sequential', 'ModuleList']);

/** An argument list that begins with the name of a child on a line of its own. */
const PRINTED: RegExp = /\(\s*\n\s*\([\p{L}\p{N}_]+\):[ \t]/uy;

/** Arguments that decide about sizes or values, and that `print(model)` hides. */
const NOT_PRINTED: Readonly<Record<string, string>> = {
  AvgPool1d: 'ceil_mode, count_include_pad',
  AvgPool: 'ceil_mode, count_include_pad, divisor_override',
  Upsample: 'align_corners',
};

const isPunctuation = (node: SyntaxNode): boolean => /^[()[\]{},:;]$/.test(node.name);

function shortened(source: string): string {
  return source.length <= 60 ? source : `${source.slice(0, 59)}…`;
}
