/** @file What is not in the text: constructors of `torch.nn` behind own classes, and calls of what is not known. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS } from 'atrous/spec';
import { libraryBase } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { becomeLayer, fillContainer } from './layers.js';
import { callOtherLayer } from './other-layers.js';
import { fillRecord } from './records.js';
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
  if (base === undefined) {
    fillRecord(evaluator, made, args, node);
    return NONE;
  }
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
  const [input] = tensors;
  if (!input) return machine.unknown(node);
  const given = callOtherLayer(machine, target, input, node);
  if (given) return given;
  const name = target.name ?? /([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(target.source.split('(')[0]!)?.[1] ?? 'function';
  // What the reader itself runs has no call in the text.
  const place = node.name === 'Script' ? target.place : node;
  return machine.settled(machine.graph.assume(target.name ?? machine.nodeName(name), target.source, tensors, place))!;
}
