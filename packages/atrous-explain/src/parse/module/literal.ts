/** @file Values of a program as the literals from which a layer is made. */

import type { SyntaxNode } from '@lezer/common';
import type { Value } from '../value.js';
import { type Runtime, isList } from './runtime.js';
import { knownSize } from './sizes.js';

/** The value as it would be written; `node` is where a value stands that cannot be. */
export function literalOf(value: Runtime, node: SyntaxNode): Value {
  switch (value.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'string':
    case 'none':
      return value;
    case 'list':
    case 'tuple':
      return sequence(value.items, node);
    case 'size': {
      const size = knownSize(value.size);
      return size === undefined ? unreadable(node, 'the size is not known') : { kind: 'int', value: size };
    }
    case 'library':
      return { kind: 'name', value: value.path };
    case 'unknown':
      return unreadable(node, `the value of ${value.source} is not known`);
    default:
      return unreadable(node, 'it is no number');
  }
}

const unreadable = (node: SyntaxNode, reason: string): Value => ({ kind: 'unreadable', node, reason });

function sequence(items: readonly Runtime[], node: SyntaxNode): Value {
  const literals = items.map((item) =>
    isList(item) ? unreadable(node, 'lists of lists are none') : literalOf(item, node),
  );
  return literals.find((item) => item.kind === 'unreadable') ?? { kind: 'sequence', items: literals };
}
