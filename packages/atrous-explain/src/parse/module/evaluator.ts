/**
 * @file Python read symbolically: statements and expressions over values that may not be known. Nothing is run: what a
 * function of a library would do is known here for those that networks are made of, and is an assumption for the rest.
 */

import type { SyntaxNode } from '@lezer/common';
import { isPunctuation, shortened } from '../call.js';
import { children, readValue } from '../value.js';
import { attributeOf } from './attributes.js';
import { builtInForward, callValue } from './calls.js';
import { Exhausted } from './graph.js';
import { importedNames } from './imports.js';
import type { Machine } from './machine.js';
import { ELLIPSIS, LONGEST, binary, compared, itemsOfValue, negated, truthValue } from './operators.js';
import { isKnownName, knownName } from './python-functions.js';
import {
  type Argument,
  type CallArguments,
  type ClassValue,
  type FunctionValue,
  NONE,
  type Parameter,
  type Runtime,
  bool,
  isList,
  keyOf,
  list,
  string,
  truth,
  tuple,
} from './runtime.js';
import { Scope } from './scope.js';
import { subscript } from './subscript.js';

/** How a block ended. */
type Completion =
  | { readonly kind: 'return'; readonly value: Runtime }
  | { readonly kind: 'break' | 'continue' | 'raise' };

/** Deeper expressions than anybody writes; reading them is a recursion. */
const DEEPEST = 200;

/** Turns of a loop whose end depends on what it does. */
const MOST_TURNS = 1000;

const expressionsIn = (nodes: readonly SyntaxNode[]): SyntaxNode[] =>
  nodes.filter((node) => !isPunctuation(node) && !node.type.isError && node.name !== 'TypeDef');

/** Where a function and its class stand while its body is read. */
export interface Frame {
  readonly scope: Scope;
  readonly owner: ClassValue | undefined;
}

export class Evaluator {
  readonly machine: Machine;
  #depth = 0;

  constructor(machine: Machine) {
    this.machine = machine;
    machine.call = (target, args, node) => callValue(this, target, args, node);
    machine.builtIn = (module, args, node) => builtInForward(this, module, args, node);
  }

  #source(node: SyntaxNode): string {
    return this.machine.text.slice(node.from, node.to);
  }

  // ── Statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Statements in order, up to the one that leaves the block. */
  block(statements: readonly SyntaxNode[], frame: Frame): Completion | undefined {
    for (const statement of statements) {
      const completion = this.#statement(statement, frame);
      if (completion) return completion;
    }
    return undefined;
  }

  #body(node: SyntaxNode | null | undefined, frame: Frame): Completion | undefined {
    return node ? this.block(expressionsIn(children(node)), frame) : undefined;
  }

  #statement(node: SyntaxNode, frame: Frame): Completion | undefined {
    this.machine.step();
    switch (node.name) {
      case 'ExpressionStatement':
        for (const expression of expressionsIn(children(node))) {
          const value = this.expression(expression, frame);
          if (node.parent?.name === 'Script') this.machine.loose.push(value);
        }
        return undefined;
      case 'AssignStatement':
        return this.#assignment(node, frame);
      case 'UpdateStatement':
        return this.#update(node, frame);
      case 'ReturnStatement':
        return { kind: 'return', value: this.#tupleOf(expressionsIn(children(node).slice(1)), frame) };
      case 'IfStatement':
        return this.#if(node, frame);
      case 'ForStatement':
        return this.#for(node, frame);
      case 'WhileStatement':
        return this.#while(node, frame);
      case 'WithStatement':
      case 'TryStatement':
        return this.#body(node.getChild('Body'), frame);
      case 'StatementGroup':
        return this.#body(node, frame);
      case 'FunctionDefinition':
        frame.scope.set(this.#nameOf(node), this.#function(node, frame));
        return undefined;
      case 'ClassDefinition':
        frame.scope.set(this.#nameOf(node), this.#class(node, frame));
        return undefined;
      case 'DecoratedStatement':
        return this.#decorated(node, frame);
      case 'ImportStatement':
        for (const [name, value] of importedNames(this.#source(node))) frame.scope.set(name, value);
        return undefined;
      case 'BreakStatement':
        return { kind: 'break' };
      case 'ContinueStatement':
        return { kind: 'continue' };
      case 'RaiseStatement':
        return { kind: 'raise' };
      default:
        // pass, assert, del, global and the like; errors of syntax are reported elsewhere.
        return undefined;
    }
  }

  #nameOf(node: SyntaxNode): string {
    const name = node.getChild('VariableName');
    return name ? this.#source(name) : '';
  }

  #assignment(node: SyntaxNode, frame: Frame): undefined {
    const groups: SyntaxNode[][] = [[]];
    for (const part of children(node))
      if (part.name === 'AssignOp') groups.push([]);
      else if (part.name !== 'TypeDef') groups.at(-1)!.push(part);
    const values = expressionsIn(groups.at(-1)!);
    // `x: int` alone, or a value that the grammar could not read.
    if (groups.length < 2 || values.length === 0) return undefined;
    const value = this.#tupleOf(
      values,
      frame,
      groups.at(-1)!.some((part) => part.name === ','),
    );
    for (const targets of groups.slice(0, -1)) this.#assignAll(targets, value, frame);
    return undefined;
  }

  #assignAll(parts: readonly SyntaxNode[], value: Runtime, frame: Frame): void {
    const targets = expressionsIn(parts).filter((part) => part.name !== '*');
    if (targets.length === 1 && !parts.some((part) => part.name === ',')) return this.assign(targets[0]!, value, frame);
    const items = this.#unpack(value, targets.length, targets[0] ?? parts[0]!);
    targets.forEach((target, i) => this.assign(target, items[i]!, frame));
  }

  /** Gives a name, an attribute or an item its value. */
  assign(target: SyntaxNode, value: Runtime, frame: Frame): void {
    switch (target.name) {
      case 'VariableName':
        return frame.scope.set(this.#source(target), value);
      case 'TupleExpression':
      case 'ArrayExpression':
      case 'ParenthesizedExpression':
        return this.#assignAll(
          children(target).filter((part) => !/^[()[\]]$/.test(part.name)),
          value,
          frame,
        );
      case 'MemberExpression':
        return this.#assignMember(target, value, frame);
      default:
        return undefined;
    }
  }

  #assignMember(target: SyntaxNode, value: Runtime, frame: Frame): void {
    const [objectNode, sign, ...rest] = children(target);
    const object = this.expression(objectNode!, frame);
    const property = target.getChild('PropertyName');
    if (sign?.name === '.' && property && object.kind === 'module') {
      object.attributes.set(this.#source(property), value);
      return;
    }
    if (sign?.name !== '[') return;
    const [index] = expressionsIn(rest);
    const key = index && this.expression(index, frame);
    if (object.kind === 'list' && key?.kind === 'int' && object.items.at(key.value) !== undefined)
      object.items[key.value < 0 ? key.value + object.items.length : key.value] = value;
    else if (object.kind === 'module' && key?.kind === 'string') object.attributes.set(key.value, value);
    else if (object.kind === 'module' && key?.kind === 'int') object.attributes.set(String(key.value), value);
    else if (object.kind === 'dict' && key) {
      const text = keyOf(key);
      if (text !== undefined) object.entries.set(text, { key, value });
    }
  }

  /** As many values as there are targets; what cannot be told apart is not known. */
  #unpack(value: Runtime, count: number, place: SyntaxNode): Runtime[] {
    const items = value.kind === 'dict' ? [...value.entries.values()].map(({ key }) => key) : itemsOfValue(value);
    if (items) {
      if (items.length === count) return [...items];
      const [few, many] = [
        `not enough values to unpack (expected ${count}, got ${items.length})`,
        `too many values to unpack (expected ${count})`,
      ];
      this.machine.report(place, items.length < count ? few : many, undefined, 'error');
    }
    return Array.from({ length: count }, (_, i) => this.#unpacked(value, i, place));
  }

  #unpacked(value: Runtime, index: number, place: SyntaxNode): Runtime {
    if (value.kind === 'shape')
      return { kind: 'size', size: { kind: 'axis', tensor: value.tensor, axis: value.start + index } };
    if (value.kind === 'parts') return value.part(index);
    // A tensor, and perhaps more, came from where nothing is known: the first is the tensor.
    if (value.kind === 'tensor' && value.assumed) return value;
    if (value.kind === 'tensor')
      return this.machine.graph.join(this.machine.nodeName('select'), 'select', { dim: 0, index }, [value], place);
    return itemsOfValue(value)?.[index] ?? this.machine.unknown(place);
  }

  #update(node: SyntaxNode, frame: Frame): undefined {
    const [target, operator, ...rest] = children(node);
    const values = expressionsIn(rest);
    if (!target || !operator || values.length === 0) return undefined;
    const value = this.#tupleOf(values, frame);
    const old = this.expression(target, frame);
    const sign = this.#source(operator).slice(0, -1);
    if (old.kind === 'list' && sign === '+' && isList(value) && old.items.length + value.items.length <= LONGEST)
      old.items.push(...value.items);
    else this.assign(target, binary(this.machine, sign, old, value, node), frame);
    return undefined;
  }

  #if(node: SyntaxNode, frame: Frame): Completion | undefined {
    const parts = children(node);
    for (let i = 0; i < parts.length; i++) {
      const keyword = parts[i]!.name;
      if (keyword === 'else') return this.#body(parts[i + 1], frame);
      if (keyword !== 'if' && keyword !== 'elif') continue;
      const condition = parts[i + 1]!;
      const body = parts.slice(i + 1).find((part) => part.name === 'Body');
      const known = truth(this.expression(condition, frame));
      if (known === true) return this.#body(body, frame);
      if (known === undefined && this.#taken(condition, body)) return this.#body(body, frame);
    }
    return undefined;
  }

  /** What is not known to be so is taken to be so, unless it is there to complain. */
  #taken(condition: SyntaxNode, body: SyntaxNode | undefined): boolean {
    const statements = body ? expressionsIn(children(body)) : [];
    const complains = statements.every(({ name }) => name === 'RaiseStatement');
    const callsOther =
      /^(not\s+)?(torch\.jit|torch\.onnx|torch\.cuda|torch\.is_|has_torch_function|logger|__name__)/.test(
        this.#source(condition),
      );
    if (complains || callsOther) return false;
    this.machine.report(condition, `not known whether ${shortened(this.#source(condition))}`, 'It is taken to be so.');
    return true;
  }

  #for(node: SyntaxNode, frame: Frame): Completion | undefined {
    const parts = children(node);
    const at = parts.findIndex((part) => part.name === 'in');
    const forAt = parts.findIndex((part) => part.name === 'for');
    const iterable = parts[at + 1];
    const body = node.getChild('Body');
    if (at < 0 || !iterable || !body) return undefined;
    const items = this.iterate(this.expression(iterable, frame), iterable);
    const targets = parts.slice(forAt + 1, at);
    for (const item of items) {
      this.machine.step();
      this.#assignAll(targets, item, frame);
      const completion = this.#body(body, frame);
      if (completion?.kind === 'break') break;
      if (completion && completion.kind !== 'continue') return completion;
    }
    return undefined;
  }

  /** The values of a loop; none, and a word about it, where they are not known. */
  iterate(value: Runtime, place: SyntaxNode): readonly Runtime[] {
    if (value.kind === 'dict') return [...value.entries.values()].map(({ key }) => key);
    if (value.kind === 'string') return Array.from(value.value.slice(0, LONGEST), string);
    if (value.kind === 'parts' && value.count !== undefined) return this.#unpack(value, value.count, place);
    if (value.kind === 'module' && value.type === 'ModuleDict') return [...value.attributes.keys()].map(string);
    if (value.kind === 'module' && value.type !== 'own') return [...value.attributes.values()];
    const items = itemsOfValue(value);
    if (items) return items;
    this.machine.report(place, `not known what ${shortened(this.#source(place))} goes over`, 'The loop is left out.');
    return [];
  }

  #while(node: SyntaxNode, frame: Frame): Completion | undefined {
    const condition = children(node)[1];
    const body = node.getChild('Body');
    if (!condition || !body) return undefined;
    for (let turn = 0; truth(this.expression(condition, frame)) === true; turn++) {
      if (turn >= MOST_TURNS) {
        this.machine.report(condition, 'the loop does not end', 'The rest of it is left out.');
        break;
      }
      const completion = this.#body(body, frame);
      if (completion?.kind === 'break') break;
      if (completion && completion.kind !== 'continue') return completion;
    }
    return undefined;
  }

  // ── Definitions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #decorated(node: SyntaxNode, frame: Frame): undefined {
    const definition = node.lastChild;
    if (!definition) return undefined;
    const names = node.getChildren('Decorator').map((decorator) => this.#source(decorator).slice(1).trim());
    const is = (name: string): boolean => names.includes(name);
    const decoration = is('staticmethod')
      ? 'static'
      : is('classmethod')
        ? 'class'
        : is('property')
          ? 'property'
          : undefined;
    if (definition.name === 'FunctionDefinition')
      frame.scope.set(this.#nameOf(definition), this.#function(definition, frame, decoration));
    else this.#statement(definition, frame);
    return undefined;
  }

  #function(node: SyntaxNode, frame: Frame, decoration?: FunctionValue['decoration']): FunctionValue {
    return {
      kind: 'function',
      name: this.#nameOf(node),
      parameters: this.#parameters(node.getChild('ParamList'), frame),
      body: node.getChild('Body') ?? node,
      scope: frame.scope,
      owner: frame.owner,
      decoration,
    };
  }

  #lambda(node: SyntaxNode, frame: Frame): Runtime {
    const body = node.lastChild!;
    const parameters = this.#parameters(node.getChild('ParamList'), frame);
    return {
      kind: 'function',
      name: '<lambda>',
      parameters,
      body,
      scope: frame.scope,
      owner: undefined,
      decoration: undefined,
    };
  }

  #parameters(node: SyntaxNode | null, frame: Frame): Parameter[] {
    const parts = node ? children(node) : [];
    const parameters: Parameter[] = [];
    let star: Parameter['star'] = '';
    let keywordOnly = false;
    parts.forEach((part, i) => {
      if (part.name === '*' || part.name === '**') {
        star = part.name;
        keywordOnly ||= star === '*';
      } else if (part.name === ',') star = '';
      // A default is a VariableName too, where it is one.
      else if (part.name === 'VariableName' && parts[i - 1]?.name !== 'AssignOp') {
        const sign = parts.slice(i + 1, i + 3).findIndex(({ name }) => name === 'AssignOp');
        const valueNode = sign < 0 || (sign === 1 && parts[i + 1]!.name === ',') ? undefined : parts[i + 2 + sign];
        const fallback = valueNode && this.expression(valueNode, frame);
        parameters.push({ name: this.#source(part), star, keywordOnly: keywordOnly && star === '', fallback });
      }
    });
    return parameters;
  }

  #class(node: SyntaxNode, frame: Frame): ClassValue {
    const bases: (ClassValue | string)[] = [];
    for (const part of expressionsIn(children(node.getChild('ArgList') ?? node.firstChild!))) {
      if (part.name === 'AssignOp' || node.getChild('ArgList') === null) continue;
      const base = this.expression(part, frame);
      if (base.kind === 'class') bases.push(base);
      else if (base.kind === 'library') bases.push(base.path);
      else bases.push(this.#source(part));
    }
    const scope = new Scope(frame.scope);
    const made: ClassValue = {
      kind: 'class',
      name: this.#nameOf(node),
      bases,
      attributes: scope.variables,
      place: { from: node.from, to: node.getChild('Body')?.from ?? node.to },
    };
    // Functions of a class do not see its names: they hang on the scope around it.
    const body = node.getChild('Body');
    for (const statement of body ? expressionsIn(children(body)) : []) {
      const inner = /^(Function|Decorated)/.test(statement.name)
        ? this.#methodFrame(scope, frame, made)
        : { scope, owner: made };
      this.#statement(statement, inner);
    }
    return made;
  }

  /** Defines in the class, but looks names up around it. */
  #methodFrame(target: Scope, frame: Frame, owner: ClassValue): Frame {
    const scope = new Scope(frame.scope);
    const set = (name: string, value: Runtime): void =>
      target.set(name, value.kind === 'function' ? { ...value, scope: frame.scope } : value);
    scope.set = set;
    return { scope, owner };
  }

  /** Runs a function's body, its parameters bound. */
  run(code: FunctionValue, bound: ReadonlyMap<string, Runtime>): Runtime {
    const scope = new Scope(code.scope);
    for (const [name, value] of bound) scope.set(name, value);
    const frame = { scope, owner: code.owner };
    return this.machine.deeper(() => {
      if (code.body.name !== 'Body') return this.expression(code.body, frame);
      const completion = this.#body(code.body, frame);
      return completion?.kind === 'return' ? completion.value : NONE;
    });
  }

  // ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #tupleOf(nodes: readonly SyntaxNode[], frame: Frame, isTuple: boolean = nodes.length > 1): Runtime {
    if (nodes.length === 0) return NONE;
    return isTuple ? tuple(this.#elements(nodes, frame)) : this.expression(nodes[0]!, frame);
  }

  expression(node: SyntaxNode, frame: Frame): Runtime {
    this.machine.step();
    if (++this.#depth > DEEPEST * 3) throw new Exhausted('nested too deeply');
    try {
      return this.#expression(node, frame);
    } finally {
      this.#depth--;
    }
  }

  #expression(node: SyntaxNode, frame: Frame): Runtime {
    switch (node.name) {
      case 'Number':
      case 'String':
      case 'ContinuedString':
      case 'Boolean':
      case 'None':
        return this.#literal(node);
      case 'VariableName':
        return this.#variable(node, frame);
      case 'MemberExpression':
        return this.#member(node, frame);
      case 'CallExpression':
        return this.#call(node, frame);
      case 'BinaryExpression':
        return this.#binary(node, frame);
      case 'UnaryExpression':
        return this.#unary(node, frame);
      case 'ConditionalExpression':
        return this.#conditional(node, frame);
      case 'ParenthesizedExpression':
        return this.#tupleOf(expressionsIn(children(node)), frame);
      case 'TupleExpression':
        return tuple(this.#elements(children(node), frame));
      case 'ArrayExpression':
        return list(this.#elements(children(node), frame));
      case 'SetExpression':
        return list(this.#elements(children(node), frame));
      case 'DictionaryExpression':
        return this.#dictionary(node, frame);
      case 'ArrayComprehensionExpression':
      case 'ComprehensionExpression':
      case 'SetComprehensionExpression':
        return list(this.#comprehension(node, frame, 1).map(([value]) => value!));
      case 'DictionaryComprehensionExpression':
        return this.#pairs(this.#comprehension(node, frame, 2));
      case 'LambdaExpression':
        return this.#lambda(node, frame);
      case 'FormatString':
        return this.#format(node, frame);
      case 'NamedExpression':
        return this.#walrus(node, frame);
      case 'Ellipsis':
        return ELLIPSIS;
      default:
        return this.machine.unknown(node);
    }
  }

  #literal(node: SyntaxNode): Runtime {
    const value = readValue(node, this.machine.text);
    return value.kind === 'unreadable' || value.kind === 'sequence' || value.kind === 'name'
      ? this.machine.unknown(node)
      : value;
  }

  #variable(node: SyntaxNode, frame: Frame): Runtime {
    const name = this.#source(node);
    const found = frame.scope.find(name);
    if (found) return found;
    if (isKnownName(name)) return knownName(name);
    // Pasted parts of programs leave out what has no part in sizes.
    if (name !== 'device')
      this.machine.report(node, `name '${name}' is not defined`, 'What depends on it is not known.');
    return this.machine.unknown(node);
  }

  #member(node: SyntaxNode, frame: Frame): Runtime {
    const [objectNode, sign, ...rest] = children(node);
    if (!objectNode || objectNode.type.isError) return this.machine.unknown(node);
    const object = this.expression(objectNode, frame);
    if (sign?.name === '.') {
      const property = node.getChild('PropertyName');
      return property ? attributeOf(this, object, this.#source(property), node) : this.machine.unknown(node);
    }
    return subscript(this, object, rest, frame, node);
  }

  #call(node: SyntaxNode, frame: Frame): Runtime {
    const calleeNode = node.firstChild!;
    if (this.#source(calleeNode) === 'super') return this.#super(node, frame);
    const callee = this.expression(calleeNode, frame);
    return callValue(this, callee, this.#arguments(node, frame), node);
  }

  #super(node: SyntaxNode, frame: Frame): Runtime {
    const given = expressionsIn(children(node.getChild('ArgList') ?? node));
    const self = given[1] ? this.expression(given[1], frame) : this.#firstParameter(frame);
    const after = given[0] && given[1] ? this.expression(given[0], frame) : frame.owner;
    return self?.kind === 'module' && after?.kind === 'class'
      ? { kind: 'super', self, after }
      : this.machine.unknown(node);
  }

  #firstParameter(frame: Frame): Runtime | undefined {
    return frame.scope.find('self') ?? [...frame.scope.variables.values()][0];
  }

  #arguments(node: SyntaxNode, frame: Frame): CallArguments {
    const positional: Argument[] = [];
    const keywords = new Map<string, Argument>();
    const argument = (at: SyntaxNode, value: Runtime): Argument => ({
      from: at.from,
      to: at.to,
      source: this.#source(at),
      value,
    });
    const parts = children(node.getChild('ArgList') ?? node.lastChild!).filter((part) => !part.type.isError);
    // A generator stands in the brackets of the call itself.
    if (parts.some((part) => part.name === 'for')) {
      const items = this.#comprehension(node.getChild('ArgList')!, frame, 1).map(([value]) => value!);
      return { positional: [argument(node.getChild('ArgList')!, list(items))], keywords };
    }
    parts.forEach((part, i) => {
      const before = parts[i - 1]?.name;
      if (isPunctuation(part) || /^(\*\*?|AssignOp)$/.test(part.name) || parts[i + 1]?.name === 'AssignOp') return;
      const value = this.expression(part, frame);
      if (before === 'AssignOp') {
        const { from, to } = parts[i - 2]!;
        keywords.set(this.#source(parts[i - 2]!), { ...argument(part, value), keyword: { from, to } });
      } else if (before === '**') {
        if (value.kind === 'dict')
          for (const entry of value.entries.values())
            if (entry.key.kind === 'string') keywords.set(entry.key.value, argument(part, entry.value));
      } else if (before === '*') for (const item of this.iterate(value, part)) positional.push(argument(part, item));
      else positional.push(argument(part, value));
    });
    return { positional, keywords };
  }

  #elements(nodes: readonly SyntaxNode[], frame: Frame): Runtime[] {
    return nodes.flatMap((node, i) => {
      if (isPunctuation(node) || node.type.isError || node.name === '*') return [];
      const value = this.expression(node, frame);
      return nodes[i - 1]?.name === '*' ? this.iterate(value, node) : [value];
    });
  }

  #dictionary(node: SyntaxNode, frame: Frame): Runtime {
    const parts = expressionsIn(children(node));
    const pairs: Runtime[][] = [];
    for (let i = 0; i < parts.length; i++) {
      if (parts[i]!.name === '**') {
        const spread = this.expression(parts[++i]!, frame);
        if (spread.kind === 'dict') for (const { key, value } of spread.entries.values()) pairs.push([key, value]);
      } else if (parts[i + 1]) pairs.push([this.expression(parts[i]!, frame), this.expression(parts[++i]!, frame)]);
    }
    return this.#pairs(pairs);
  }

  #pairs(pairs: readonly (readonly Runtime[])[]): Runtime {
    const entries = new Map<string, { key: Runtime; value: Runtime }>();
    for (const [key, value] of pairs) {
      const text = key && keyOf(key);
      if (key && value && text !== undefined) entries.set(text, { key, value });
    }
    return { kind: 'dict', entries };
  }

  /** The values of a comprehension: `width` of them for every turn. */
  #comprehension(node: SyntaxNode, frame: Frame, width: number): Runtime[][] {
    const parts = children(node).filter((part) => !/^[()[\]{}:]$/.test(part.name) && !part.type.isError);
    const results: Runtime[][] = [];
    const turn = (at: number, inner: Frame): void => {
      const part = parts[at];
      if (part === undefined || results.length >= LONGEST) {
        if (results.length < LONGEST) results.push(parts.slice(0, width).map((value) => this.expression(value, inner)));
      } else if (part.name === 'for') {
        const inAt = parts.findIndex((other, i) => i > at && other.name === 'in');
        const iterable = parts[inAt + 1];
        if (inAt < 0 || !iterable) return;
        for (const item of this.iterate(this.expression(iterable, inner), iterable)) {
          this.machine.step();
          const scope = new Scope(inner.scope);
          this.#assignAll(parts.slice(at + 1, inAt), item, { scope, owner: inner.owner });
          turn(inAt + 2, { scope, owner: inner.owner });
        }
      } else if (part.name === 'if') {
        if (parts[at + 1] && truth(this.expression(parts[at + 1]!, inner)) !== false) turn(at + 2, inner);
      } else turn(at + 1, inner);
    };
    turn(width, frame);
    return results;
  }

  #binary(node: SyntaxNode, frame: Frame): Runtime {
    const parts = children(node);
    const [leftNode, rightNode] = [parts[0]!, parts.at(-1)!];
    const sign = parts
      .slice(1, -1)
      .map((part) => this.#source(part))
      .join(' ');
    if (parts.length < 3 || rightNode.type.isError) return this.machine.unknown(node);
    const left = this.expression(leftNode, frame);
    if (sign === 'and' || sign === 'or') {
      const known = truth(left);
      if (known === (sign === 'or')) return left;
      const right = this.expression(rightNode, frame);
      if (known !== undefined) return right;
      return truth(right) === (sign === 'or') ? right : this.machine.unknown(node);
    }
    if (!COMPARISONS.has(sign)) return binary(this.machine, sign, left, this.expression(rightNode, frame), node);
    const right = this.expression(rightNode, frame);
    const own = truthValue(compared(sign, this.#middle(leftNode, left, frame), right), this.machine, node);
    // `a < b < c`: the left side is a comparison of its own.
    return isComparison(leftNode, this.machine.text) && truth(left) !== true ? left : own;
  }

  /** In `a < b < c`, what the second sign compares is `b`. */
  #middle(leftNode: SyntaxNode, left: Runtime, frame: Frame): Runtime {
    return isComparison(leftNode, this.machine.text) ? this.expression(leftNode.lastChild!, frame) : left;
  }

  #unary(node: SyntaxNode, frame: Frame): Runtime {
    const [operator, operand] = children(node);
    if (!operator || !operand) return this.machine.unknown(node);
    const value = this.expression(operand, frame);
    const sign = this.#source(operator);
    if (sign !== 'not') return negated(this.machine, sign, value, node);
    const known = truth(value);
    return known === undefined ? this.machine.unknown(node) : bool(!known);
  }

  #conditional(node: SyntaxNode, frame: Frame): Runtime {
    const [yes, , condition, , no] = children(node);
    if (!yes || !condition || !no) return this.machine.unknown(node);
    const known = truth(this.expression(condition, frame));
    if (known === undefined)
      this.machine.report(
        condition,
        `not known whether ${shortened(this.#source(condition))}`,
        'It is taken to be so.',
      );
    return this.expression(known === false ? no : yes, frame);
  }

  #format(node: SyntaxNode, frame: Frame): Runtime {
    let text = '';
    let at = node.from + this.#source(node).search(/["']/) + 1;
    for (const part of node.getChildren('FormatReplacement')) {
      const value = part.firstChild?.nextSibling;
      const shown = value && this.expression(value, frame);
      const known = shown && (shown.kind === 'string' || shown.kind === 'int' || shown.kind === 'float');
      if (!known) return this.machine.unknown(node);
      text += this.machine.text.slice(at, part.from) + String(shown.value);
      at = part.to;
    }
    return string(text + this.machine.text.slice(at, node.to - 1));
  }

  #walrus(node: SyntaxNode, frame: Frame): Runtime {
    const [name, value] = [node.firstChild!, node.lastChild!];
    const made = this.expression(value, frame);
    this.assign(name, made, frame);
    return made;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'is', 'is not', 'in', 'not in']);

function isComparison(node: SyntaxNode, text: string): boolean {
  if (node.name !== 'BinaryExpression') return false;
  const operator = children(node)[1];
  return operator !== undefined && COMPARISONS.has(text.slice(operator.from, operator.to));
}
