/** @file What is not in the text: constructors of `torch.nn` behind own classes, and calls of what is not known. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS } from 'atrous/spec';
import { libraryBase } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { becomeLayer, fillContainer } from './layers.js';
import {
  type CallArguments,
  type ModuleType,
  type ModuleValue,
  NONE,
  type Runtime,
  type UnknownValue,
} from './runtime.js';

/** The constructor of the class of `torch.nn` behind an own class. */
export function construct(evaluator: Evaluator, made: ModuleValue, args: CallArguments, node: SyntaxNode): Runtime {
  const base = made.owner && libraryBase(made.owner);
  if (base === undefined) return NONE;
  if (Object.hasOwn(LAYERS, base)) becomeLayer(evaluator.machine, made, base, args, node);
  else fillContainer(evaluator.machine, made, base as ModuleType, args);
  return NONE;
}

/** What is not understood: a tensor comes out where tensors went in. */
export function callUnknown(
  { machine }: Evaluator,
  target: UnknownValue,
  args: CallArguments,
  node: SyntaxNode,
): Runtime {
  const tensors = machine.tensorsIn(args);
  if (tensors.length === 0) return machine.unknown(node);
  const name = target.name ?? /([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(target.source.split('(')[0]!)?.[1] ?? 'function';
  return machine.graph.assume(target.name ?? machine.nodeName(name), target.source, tensors, node);
}
