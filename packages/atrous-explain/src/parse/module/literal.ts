/** @file Values of a program as the literals from which a layer is made. */

import type { SyntaxNode } from '@lezer/common';
import { type Value, unreadable } from '../value.js';
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
      return size === undefined ? unreadable(node, 'hintSizeUnknown') : { kind: 'int', value: size };
    }
    case 'library':
      return { kind: 'name', value: value.path };
    case 'unknown':
      return unreadable(node, 'hintValueUnknown', { source: value.source });
    default:
      return unreadable(node, 'hintNoNumber');
  }
}

function sequence(items: readonly Runtime[], node: SyntaxNode): Value {
  const literals = items.map((item) => (isList(item) ? unreadable(node, 'hintListsOfLists') : literalOf(item, node)));
  return literals.find((item) => item.kind === 'unreadable') ?? { kind: 'sequence', items: literals };
}
