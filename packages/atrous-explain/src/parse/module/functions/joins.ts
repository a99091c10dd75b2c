/** @file Functions that put several tensors together. */

import type { SyntaxNode } from '@lezer/common';
import { intOf, valueOf } from '../given.js';
import type { Machine } from '../machine.js';
import { itemsOfValue } from '../operators.js';
import type { CallArguments, Runtime } from '../runtime.js';

/** Tensors put behind each other, or beside each other on a new axis. */
function joined(machine: Machine, name: string, args: CallArguments, node: SyntaxNode): Runtime | undefined {
  const list = valueOf(args, 0, 'tensors');
  const items = list && itemsOfValue(list);
  const tensors = items?.map((item) => machine.tensor(item, node));
  if (!tensors || tensors.length === 0 || !tensors.every((tensor) => tensor !== undefined)) return undefined;
  const dim = intOf(args, 1, 'dim', 'axis') ?? 0;
  return machine.graph.join(machine.nodeName(name), name, { dim }, tensors, node);
}

/** `torch.where(condition, a, b)`: as large as the two together. */
function where(machine: Machine, args: CallArguments, node: SyntaxNode): Runtime | undefined {
  const tensors = args.positional.slice(1).flatMap((argument) => machine.tensor(argument.value, argument) ?? []);
  const name = machine.nodeName('where');
  const what = machine.source(node).replaceAll(/\s+/g, ' ').slice(0, 60);
  const [first, second] = tensors;
  if (!first) return undefined;
  const whole = second ? machine.graph.join(name, 'add', {}, [first, second], node) : first;
  return machine.graph.join(name, 'pointwise', { what }, [whole], node);
}

/** `torch.einsum('bchw,bdhw->bcd', x, y)`: an assumption, with the sizes that its letters have. */
function einsum(machine: Machine, args: CallArguments, node: SyntaxNode): Runtime | undefined {
  const [equation, ...operands] = args.positional;
  const tensors = operands.flatMap((argument) => machine.tensor(argument.value, argument) ?? []);
  if (equation?.value.kind !== 'string' || tensors.length === 0) return undefined;
  const [from, to] = equation.value.value.replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  from!.split(',').forEach((letters, i) =>
    Array.from(letters).forEach((letter, axis) => {
      const size = tensors[i]?.shape?.at(axis);
      if (size !== undefined) sizes.set(letter, size);
    }),
  );
  const shape = to === undefined ? [] : Array.from(to, (letter) => sizes.get(letter));
  const likely = to !== undefined && shape.every((size) => size !== undefined) ? shape : undefined;
  return machine.graph.assume(machine.nodeName('einsum'), `torch.einsum(${equation.source})`, tensors, node, likely);
}

type Join = (machine: Machine, args: CallArguments, node: SyntaxNode) => Runtime | undefined;

const behindEachOther: Join = (machine, args, node) => joined(machine, 'cat', args, node);

export const JOINS: Readonly<Record<string, Join>> = {
  cat: behindEachOther,
  concat: behindEachOther,
  concatenate: behindEachOther,
  stack: (machine, args, node) => joined(machine, 'stack', args, node),
  where,
  einsum,
};
