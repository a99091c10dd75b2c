/** @file The tree's nodes that a reader of Python looks at. */

import type { SyntaxNode } from '@lezer/common';
import { isPunctuation } from '../call.js';

/** The nodes that hold something: no punctuation, no errors, no types. */
export const expressionsIn = (nodes: readonly SyntaxNode[]): SyntaxNode[] =>
  nodes.filter((node) => !isPunctuation(node) && !node.type.isError && node.name !== 'TypeDef');
