/** @file What a call gives: functions and classes of the text are read, modules become nodes, libraries are known or not. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS, type LayerSpec, type Rank, outputPaddingFor } from 'atrous/spec';
import { isUsersMistake } from '../bind.js';
import { shortened } from '../call.js';
import { isModuleClass, lookUp } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { emptyModule } from './layers.js';
import { callUnknown, construct } from './foreign.js';
import { callLibrary } from './libraries.js';
import { callMethod } from './methods.js';
import { bound } from './parameters.js';
import { itemsOfValue, numberOf } from './operators.js';
import {
  type Argument,
  type CallArguments,
  type ClassValue,
  type FunctionValue,
  type ModuleValue,
  type Runtime,
  type TensorValue,
  isTensor,
  tuple,
} from './runtime.js';
import { libraryHints } from '../../explain/library-hints.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

const PYTHON_TYPE = { list: 'list', tuple: 'tuple', dict: 'dict', none: 'NoneType' } as const;

/** The value of a call. */
export function callValue(evaluator: Evaluator, target: Runtime, args: CallArguments, node: SyntaxNode): Runtime {
  evaluator.machine.step();
  switch (target.kind) {
    case 'function':
      return callFunction(evaluator, target, target.name, args, node);
    case 'method':
      if (target.code) return callCode(evaluator, target.code, target.self, args, node);
      return callMethod(evaluator, target.self, target.name, args, node);
    case 'class':
      return instantiate(evaluator, target, args, node);
    case 'module':
      return callModule(evaluator, target, args, node);
    case 'library':
      return callLibrary(evaluator, target.path, args, node);
    case 'partial':
      return callValue(
        evaluator,
        target.target,
        {
          positional: [...target.given.positional, ...args.positional],
          keywords: new Map([...target.given.keywords, ...args.keywords]),
        },
        node,
      );
    case 'unknown':
      return callUnknown(evaluator, target, args, node);
    case 'list':
    case 'tuple':
    case 'dict':
    case 'none':
      evaluator.machine.report(
        node,
        quoted(`'${PYTHON_TYPE[target.kind]}' object is not callable`),
        undefined,
        'error',
      );
      return callUnknown(evaluator, evaluator.machine.unknown(node), args, node);
    default:
      return evaluator.machine.unknown(node);
  }
}

/** A method of the text, its object put first. */
function callCode(
  evaluator: Evaluator,
  code: FunctionValue,
  self: Runtime,
  args: CallArguments,
  node: SyntaxNode,
): Runtime {
  if (code.decoration === 'static') return callFunction(evaluator, code, code.name, args, node);
  const first: Argument = { value: self, source: 'self', from: node.from, to: node.from };
  const name = code.owner ? `${code.owner.name}.${code.name}` : code.name;
  return callFunction(evaluator, code, name, { ...args, positional: [first, ...args.positional] }, node);
}

function callFunction(
  evaluator: Evaluator,
  code: FunctionValue,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime {
  return evaluator.run(code, bound(evaluator.machine, code.parameters, name, args, node));
}

/** An object of a class of the text. */
function instantiate(evaluator: Evaluator, owner: ClassValue, args: CallArguments, node: SyntaxNode): ModuleValue {
  const made: ModuleValue = { ...emptyModule('own', owner.name, node), owner, given: args };
  const constructor = lookUp(owner, '__init__');
  if (constructor?.kind === 'function') callCode(evaluator, constructor, made, args, node);
  else construct(evaluator, made, args, node);
  return made;
}

/** `module(x)`. */
function callModule(evaluator: Evaluator, module: ModuleValue, args: CallArguments, node: SyntaxNode): Runtime {
  const { machine } = evaluator;
  const [first] = args.positional;
  if (machine.isRehearsal && machine.running.length === 0 && isTensor(first?.value) && first.value.shape)
    machine.examples.push({ module, shape: first.value.shape });
  machine.running.push(module);
  try {
    return machine.deeper(() => forward(evaluator, module, args, node));
  } finally {
    machine.running.pop();
  }
}

function forward(evaluator: Evaluator, module: ModuleValue, args: CallArguments, node: SyntaxNode): Runtime {
  const { machine } = evaluator;
  const own = module.owner && (lookUp(module.owner, 'forward') ?? lookUp(module.owner, '__call__'));
  if (own?.kind === 'function') return callCode(evaluator, own, module, args, node);
  return builtInForward(evaluator, module, args, node) ?? machine.unknown(node);
}

/** The `forward` that a class of `torch.nn` has. */
export function builtInForward(
  evaluator: Evaluator,
  module: ModuleValue,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  const { machine } = evaluator;
  if (module.type === 'layer') return callLayer(evaluator, module, args, node);
  const [input] = args.positional;
  if (!input) return undefined;
  if (module.type === 'own' || module.type === 'ModuleList' || module.type === 'ModuleDict') {
    machine.report(
      node,
      quoted(`Module [${module.className}] is missing the required "forward" function`),
      module.type === 'own' ? undefined : phrase('hintOneByOne'),
      'error',
    );
    if (module.type === 'own' && !isRunnable(module))
      return callUnknown(evaluator, { ...machine.unknown(node), name: module.name ?? '' }, args, node);
  }
  let value = input.value;
  for (const child of module.attributes.values())
    if (child.kind === 'module' || child.kind === 'unknown')
      value = callValue(evaluator, child, { positional: [{ ...input, value }], keywords: new Map() }, node);
  return value;
}

const isRunnable = ({ owner, attributes }: ModuleValue): boolean =>
  owner !== undefined && isModuleClass(owner) && attributes.size > 0;

/** A layer: one node. */
function callLayer(evaluator: Evaluator, module: ModuleValue, args: CallArguments, node: SyntaxNode): Runtime {
  const { machine } = evaluator;
  const own = module.className.toLowerCase();
  const name = module.name ?? machine.running.at(-2)?.name?.concat('.', own) ?? own;
  const given = args.positional.map(({ value, from, to }) => machine.tensor(value, { from, to }));
  const [input, other] = given;
  if (!input) return notATensor(evaluator, module, args, node);
  if (!module.spec) return machine.graph.assume(name, shortened(machine.source(module.place)), [input], node);
  if (module.name === undefined) unregistered(evaluator, module);
  const isTwo = LAYERS[module.spec.op]!.second !== undefined;
  const from = isTwo && other ? [input, other] : [input];
  if (isTwo && !other) {
    machine.report(
      node,
      quoted(
        `${module.spec.op}.forward() missing 1 required positional argument: '${LAYERS[module.spec.op]!.second!}'`,
      ),
      undefined,
      'error',
    );
    return machine.graph.assume(name, module.spec.op, [input], node);
  }
  const made = machine.graph.add(name, sized(evaluator, module.spec, input, args, node), from, node, module);
  return module.spec.args['returnIndices'] === true ? tuple([made, made]) : made;
}

function notATensor(evaluator: Evaluator, module: ModuleValue, args: CallArguments, node: SyntaxNode): Runtime {
  const [first] = args.positional;
  if (first && first.value.kind !== 'unknown') {
    const values = { module: module.className, what: shortened(first.source) };
    evaluator.machine.report(node, phrase('problemNotATensor', values), undefined, 'error');
  }
  return evaluator.machine.unknown(node);
}

/** PyTorch does not see layers that stand in plain lists or are made inside `forward`. */
function unregistered({ machine }: Evaluator, module: ModuleValue): void {
  if (machine.isRehearsal || !module.spec || LAYERS[module.spec.op]!.parameters === undefined) return;
  machine.report(module.place, phrase('problemNotRegistered', { name: module.className }), phrase('hintNotTrained'));
}

/** `forward(x, output_size=…)` of a transposed convolution, as the output padding that it chooses. */
function sized(
  evaluator: Evaluator,
  spec: LayerSpec,
  input: TensorValue,
  args: CallArguments,
  node: SyntaxNode,
): LayerSpec {
  const wanted =
    args.keywords.get('output_size') ??
    (LAYERS[spec.op]!.second === undefined ? args.positional[1] : args.positional[2]);
  const rank = /^(?:Lazy)?ConvTranspose([123])d$/.exec(spec.op)?.[1];
  if (!wanted || wanted.value.kind === 'none') return spec;
  const sizes = knownSizes(wanted.value);
  if (rank !== undefined && sizes && input.shape) {
    const { kernelSize, stride, padding, dilation } = spec.args as Record<string, number[]>;
    try {
      const options = { kernelSize: kernelSize!, stride: stride!, padding: padding!, dilation: dilation! };
      const outputPadding = outputPaddingFor(Number(rank) as Rank, input.shape, sizes, options);
      return { ...spec, args: { ...spec.args, outputPadding } };
    } catch (error) {
      if (!isUsersMistake(error)) throw error;
      evaluator.machine.report(node, quoted(error.torchMessage), libraryHints(error.hint)[0], 'error');
      return spec;
    }
  }
  evaluator.machine.report(wanted, phrase('problemOutputSize'), phrase('hintOutputSize'));
  return spec;
}

/** Sizes that are all known. */
function knownSizes(value: Runtime): number[] | undefined {
  const numbers = itemsOfValue(value)?.map((item) => numberOf(item)?.value);
  return numbers?.every((number) => number !== undefined) ? numbers : undefined;
}
