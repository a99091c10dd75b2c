/** @file `object[…]`: items of lists, sizes of shapes, parts of tensors. */

import type { SyntaxNode } from '@lezer/common';
import { isPunctuation } from '../call.js';
import type { Evaluator, Frame } from './evaluator.js';
import { emptyModule } from './layers.js';
import { ELLIPSIS, itemsOfValue, numberOf } from './operators.js';
import {
  type ModuleValue,
  type Runtime,
  type ShapeValue,
  type TensorValue,
  isTensor,
  keyOf,
  list,
  tuple,
} from './runtime.js';
import { type Size, sizeOf } from './sizes.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

/** One index: a value, or `start:end:step`. */
type Index =
  | { readonly kind: 'at'; readonly value: Runtime }
  | { readonly kind: 'range'; readonly bounds: readonly (Runtime | undefined)[] };

function indicesOf(evaluator: Evaluator, parts: readonly SyntaxNode[], frame: Frame): Index[] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts)
    if (part.name === ',') groups.push([]);
    else if (part.name !== ']' && !part.type.isError) groups.at(-1)!.push(part);
  return groups.filter((group) => group.length > 0).map((group) => indexOf(evaluator, group, frame));
}

function indexOf(evaluator: Evaluator, group: readonly SyntaxNode[], frame: Frame): Index {
  if (!group.some((part) => part.name === ':')) return { kind: 'at', value: evaluator.expression(group[0]!, frame) };
  const bounds: (Runtime | undefined)[] = [undefined];
  for (const part of group)
    if (part.name === ':') bounds.push(undefined);
    else if (!isPunctuation(part)) bounds[bounds.length - 1] = evaluator.expression(part, frame);
  return { kind: 'range', bounds: bounds.map((bound) => (bound?.kind === 'none' ? undefined : bound)) };
}

/** The value of `object[parts]`. */
export function subscript(
  evaluator: Evaluator,
  object: Runtime,
  parts: readonly SyntaxNode[],
  frame: Frame,
  node: SyntaxNode,
): Runtime {
  const indices = indicesOf(evaluator, parts, frame);
  const [only] = indices;
  if (!only) return evaluator.machine.unknown(node);
  if (isTensor(object)) return tensorPart(evaluator, object, indices, node);
  const whole = indices.length > 1 && object.kind === 'dict' ? tupleOf(indices) : indices.length > 1 ? undefined : only;
  return (whole && item(evaluator, object, whole, node)) ?? evaluator.machine.unknown(node);
}

/** `table[i, j]`: the key is a tuple. */
function tupleOf(indices: readonly Index[]): Index | undefined {
  const values = indices.flatMap((index) => (index.kind === 'at' ? [index.value] : []));
  return values.length === indices.length ? { kind: 'at', value: tuple(values) } : undefined;
}

const bound = (value: Runtime | undefined): number | undefined => numberOf(value)?.value;

function item(evaluator: Evaluator, object: Runtime, index: Index, node: SyntaxNode): Runtime | undefined {
  if (object.kind === 'shape') return shapePart(object, index);
  if (object.kind === 'module') return child(evaluator, object, index, node);
  if (object.kind === 'dict' && index.kind === 'at') return dictItem(evaluator, object, index.value, node);
  if (object.kind === 'parts' && index.kind === 'at' && index.value.kind === 'int')
    return object.part(index.value.value);
  const items = object.kind === 'string' ? undefined : itemsOfValue(object);
  if (!items) return undefined;
  if (index.kind === 'at') return listItem(evaluator, items, index.value, node);
  const [start, end, step] = index.bounds.map(bound);
  const part = sliced(items, start, end, step ?? 1);
  return object.kind === 'tuple' ? tuple(part) : list(part);
}

/** Python's `items[start:end:step]`. */
function sliced<T>(items: readonly T[], start: number | undefined, end: number | undefined, step: number): T[] {
  if (step > 0) return items.slice(start ?? 0, end ?? items.length).filter((_, i) => i % step === 0);
  return step === -1 && start === undefined && end === undefined ? [...items].reverse() : [];
}

function listItem(
  evaluator: Evaluator,
  items: readonly Runtime[],
  index: Runtime,
  node: SyntaxNode,
): Runtime | undefined {
  const at = bound(index);
  if (at === undefined) return undefined;
  if (items.at(at) === undefined || at >= items.length)
    evaluator.machine.report(
      node,
      quoted('list index out of range'),
      phrase('hintItems', { n: items.length }),
      'error',
    );
  return at >= items.length ? undefined : items.at(at);
}

function dictItem(evaluator: Evaluator, object: Runtime, key: Runtime, node: SyntaxNode): Runtime | undefined {
  const text = keyOf(key);
  if (object.kind !== 'dict' || text === undefined) return undefined;
  const found = object.entries.get(text)?.value;
  if (!found && key.kind === 'string')
    evaluator.machine.report(node, quoted(`KeyError: '${key.value}'`), undefined, 'error');
  return found;
}

/** A size of `x.shape`, or fewer of them. */
function shapePart(shape: ShapeValue, index: Index): Runtime | undefined {
  const { tensor, start, end } = shape;
  if (index.kind === 'at') {
    const at = bound(index.value);
    if (at === undefined) return undefined;
    const axis = at < 0 && end !== undefined ? end + at : at < 0 ? at : start + at;
    return { kind: 'size', size: { kind: 'axis', tensor, axis } };
  }
  const [from, to] = [bound(index.bounds[0]) ?? 0, bound(index.bounds[1])];
  if (start !== 0 && from < 0) return undefined;
  return { kind: 'shape', tensor, start: start + from, end: to === undefined ? end : to < 0 ? to : start + to };
}

function child(evaluator: Evaluator, module: ModuleValue, index: Index, node: SyntaxNode): Runtime | undefined {
  const children = [...module.attributes];
  if (index.kind === 'at') {
    if (index.value.kind === 'string') return module.attributes.get(index.value.value);
    const at = bound(index.value);
    if (at === undefined || module.type === 'own') return undefined;
    if (at >= children.length || at < -children.length) {
      evaluator.machine.report(
        node,
        quoted(`index ${at} is out of range`),
        phrase('hintModules', { n: children.length }),
        'error',
      );
      return undefined;
    }
    return children.at(at)![1];
  }
  const part = emptyModule(module.type, module.className, node);
  const [start, end, step] = index.bounds.map(bound);
  for (const [name, value] of sliced(children, start, end, step ?? 1)) part.attributes.set(name, value);
  return part;
}

/** `x[:, 0]`, `x[..., 1:-1]`, `x[:, None]`: axis by axis. */
function tensorPart(evaluator: Evaluator, object: Runtime, indices: readonly Index[], node: SyntaxNode): Runtime {
  const { machine } = evaluator;
  let tensor = machine.tensor(object, node)!;
  const dots = indices.findIndex((index) => index.kind === 'at' && index.value === ELLIPSIS);
  const used = indices.filter((index) => !(index.kind === 'at' && index.value.kind === 'none')).length;
  let axis = 0;
  for (const [i, index] of indices.entries()) {
    if (i === dots) {
      axis = used - 1 - i === 0 ? 0 : -(used - 1 - dots);
      continue;
    }
    const cut = cutAxis(evaluator, tensor, index, axis, node);
    if (!cut) return machine.graph.assume(machine.nodeName('index'), machine.source(node).slice(0, 60), [tensor], node);
    // A dropped axis moves the later ones to its place; counted from the end they stay.
    tensor = cut.tensor;
    axis += axis < 0 ? 1 : cut.moved;
  }
  return tensor;
}

function cutAxis(
  { machine }: Evaluator,
  tensor: TensorValue,
  index: Index,
  dim: number,
  node: SyntaxNode,
): { tensor: TensorValue; moved: number } | undefined {
  if (index.kind === 'range') {
    const [start, end, step] = index.bounds;
    if (index.bounds.every((value) => value === undefined)) return { tensor, moved: 1 };
    const sizes = (value: Runtime | undefined): readonly Size[] | undefined | null =>
      value === undefined ? undefined : ((size) => (size ? [size] : null))(sizeOf(value));
    const [from, to, by] = [sizes(start), sizes(end), step === undefined ? 1 : bound(step)];
    if (from === null || to === null || by === undefined) return undefined;
    const part = machine.graph.sized(machine.nodeName('slice'), 'slice', tensor, { start: from, end: to }, node, {
      dim,
      step: by,
    });
    return { tensor: part, moved: 1 };
  }
  if (index.value.kind === 'none')
    return {
      tensor: machine.graph.join(machine.nodeName('unsqueeze'), 'unsqueeze', { dim }, [tensor], node),
      moved: 1,
    };
  const at = bound(index.value);
  if (at === undefined) return undefined;
  return {
    tensor: machine.graph.join(machine.nodeName('select'), 'select', { dim, index: at }, [tensor], node),
    moved: 0,
  };
}
