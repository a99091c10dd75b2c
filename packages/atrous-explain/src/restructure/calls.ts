/** @file Layers as calls in `forward`: taken out of an expression, put round one, joined with what stood before. */

import type { SyntaxNode } from '@lezer/common';
import type { Edit } from '../doctor/edits.js';
import type { Place } from '../parse/bind.js';
import { children } from '../parse/value.js';
import { around, type Source, STATEMENT } from './source.js';

/** A use in `forward`: the tensor goes in, as Python writes it. */
export type Wrap = (tensor: string) => string;

/** What a call may take as its tensor: its first argument, or what stands before the dot. */
export function tensorsOf(call: SyntaxNode): SyntaxNode[] {
  const inBrackets = call.getChild('ArgList');
  const first = inBrackets && children(inBrackets)[1];
  const isValue = first && first.name !== ')' && first.nextSibling?.name !== 'AssignOp';
  const object = call.firstChild?.name === 'MemberExpression' ? call.firstChild.firstChild : undefined;
  return [...(isValue ? [first] : []), ...(object ? [object] : [])];
}

/** How the call is written round any tensor. */
export function wrapOf(source: Source, call: Place, tensor: Place): Wrap {
  const [before, after] = [source.text.slice(call.from, tensor.from), source.text.slice(tensor.to, call.to)];
  return (text) => before + (after.startsWith('.') && !/^\w+$/.test(text) ? `(${text})` : text) + after;
}

/** The target of `v = value`; undefined for any other statement, and where the value is only part of one. */
function targetOf(source: Source, value: SyntaxNode): string | undefined {
  const { parent } = value;
  const isWhole = parent?.name === 'AssignStatement' && parent.lastChild?.from === value.from;
  return isWhole && parent.firstChild?.name === 'VariableName' ? source.of(parent.firstChild) : undefined;
}

const dressed = (node: SyntaxNode): SyntaxNode =>
  node.parent?.name === 'ParenthesizedExpression' ? node.parent : node;

/** An expression with `kept`, a part of it, in its place; the whole statement gone where that leaves `x = x`. */
export function reducedTo(source: Source, whole: SyntaxNode, kept: Place): Edit[] {
  const outer = dressed(whole);
  const isUpdate = whole.name === 'UpdateStatement';
  const statement = around(whole, STATEMENT);
  const text = source.of(kept);
  const leavesNothing = isUpdate ? source.of(whole.firstChild!) === text : targetOf(source, outer) === text;
  if (leavesNothing && statement) return [source.withoutLines(statement)];
  if (isUpdate) return [{ from: whole.from, to: whole.to, text: `${source.of(whole.firstChild!)} = ${text}` }];
  return [
    { from: outer.from, to: kept.from, text: '' },
    { from: kept.to, to: outer.to, text: '' },
  ].filter(({ from, to }) => to > from);
}

/** A call round what stands there: on a line of its own where that has a name, otherwise in place. */
export function wrapped(source: Source, value: SyntaxNode, wrap: Wrap): Edit[] {
  const target = value.name === 'UpdateStatement' ? source.of(value.firstChild!) : targetOf(source, value);
  if (target !== undefined) return [source.lineBelow(value, `${target} = ${wrap(target)}`)];
  if (value.name === 'UpdateStatement') return [];
  const [before, after] = wrap('\0').split('\0') as [string, string];
  return [
    { from: value.from, to: value.from, text: before },
    { from: value.to, to: value.to, text: after },
  ];
}

/** A call round what `forward` is given, before anything reads it. */
export function wrappedInput(source: Source, call: SyntaxNode, wrap: Wrap): Edit[] {
  const method = around(call, /^FunctionDefinition$/);
  const parameters = method?.getChild('ParamList')?.getChildren('VariableName') ?? [];
  const first = statementsOf(method)[0];
  const [name] = parameters.map((each) => source.of(each)).filter((each) => each !== 'self');
  return first && name !== undefined ? [source.lineAbove(first, `${name} = ${wrap(name)}`)] : [];
}

/** The statements of a function, without what it says of itself. */
export function statementsOf(method: SyntaxNode | undefined): SyntaxNode[] {
  const body = method?.getChild('Body');
  const statements = body ? children(body).filter(({ name }) => STATEMENT.test(name)) : [];
  const isDocstring =
    statements[0]?.firstChild?.name.endsWith('String') === true && statements[0].firstChild === statements[0].lastChild;
  return isDocstring ? statements.slice(1) : statements;
}

/** A further layer of the class that a call stands in. @returns undefined outside of classes */
export function declared(
  source: Source,
  call: SyntaxNode,
  beside: SyntaxNode | undefined,
  code: string,
  name: string,
): { readonly edit: Edit; readonly wrap: Wrap } | undefined {
  const methods =
    around(call, /^ClassDefinition$/)
      ?.getChild('Body')
      ?.getChildren('FunctionDefinition') ?? [];
  const init = methods.find((method) => source.of(method.getChild('VariableName')!) === '__init__');
  const near = beside && around(beside, STATEMENT);
  const isInside = near && init && near.from >= init.from && near.to <= init.to;
  const line = isInside ? near : statementsOf(init).at(-1);
  const own = source.freeName(name);
  return line && { edit: source.lineBelow(line, `self.${own} = ${code}`), wrap: (tensor) => `self.${own}(${tensor})` };
}

/** The line that makes a layer, gone, where nothing but `uses` places speaks of it. */
export function forgotten(source: Source, layer: SyntaxNode, uses: number): Edit[] {
  const statement = layer.parent;
  const target = statement?.name === 'AssignStatement' ? statement.firstChild : undefined;
  if (!statement || target?.name !== 'MemberExpression' || statement.lastChild?.from !== layer.from) return [];
  return source.uses(source.of(target)) <= uses + 1 ? [source.withoutLines(statement)] : [];
}

/** What goes into `first` kept under a name, and joined to what comes out of `last`. */
export function joined(source: Source, first: SyntaxNode, last: SyntaxNode, how: 'add' | 'cat'): Edit[][] {
  const start = around(first, STATEMENT);
  if (!start) return [];
  const skip = source.freeName('skip');
  const isBare = /^(AssignStatement|ReturnStatement)$/.test(last.parent?.name ?? '');
  const ends =
    how === 'cat' ? ['torch.cat([', `, ${skip}], dim=1)`] : isBare ? ['', ` + ${skip}`] : ['(', ` + ${skip})`];
  const sum = [
    { from: last.from, to: last.from, text: ends[0]! },
    { from: last.to, to: last.to, text: ends[1]! },
  ];
  const imports =
    how === 'cat' && !/^\s*import torch\s*(#|$)/m.test(source.text) ? [{ from: 0, to: 0, text: 'import torch\n' }] : [];
  return tensorsOf(first).map((tensor) => {
    const read = source.of(tensor);
    const renamed = /^\w+$/.test(read) ? [] : [{ from: tensor.from, to: tensor.to, text: skip }];
    return [...imports, source.lineAbove(start, `${skip} = ${read}`), ...renamed, ...sum];
  });
}

/** Operands of a sum, elements of what is put together. */
export function operandsOf(join: SyntaxNode): SyntaxNode[] {
  if (join.name !== 'CallExpression') return [join.firstChild, join.lastChild].filter((node) => node !== null);
  return tensorsOf(join).flatMap((list) =>
    /^(ArrayExpression|TupleExpression)$/.test(list.name)
      ? children(list).filter(({ name }) => !/^[[\](),]$/.test(name))
      : [list],
  );
}

/** `skip = x` gone, where nobody speaks of `skip` but this line and one that goes too. */
export function unnamed(source: Source, name: SyntaxNode): Edit[] {
  if (name.name !== 'VariableName' || source.uses(source.of(name)) !== 2) return [];
  const method = around(name, /^FunctionDefinition$/);
  const line = statementsOf(method).find(
    (each) =>
      each.name === 'AssignStatement' &&
      each.lastChild?.name === 'VariableName' &&
      source.of(each.firstChild!) === source.of(name),
  );
  return line ? [source.withoutLines(line)] : [];
}
