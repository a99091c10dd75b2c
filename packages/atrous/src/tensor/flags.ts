/** @file Flags of PyTorch that choose how something is computed, not what: there is one way here. */

import { NotSupportedError, runtimeError } from '../errors.js';

/** Flags that choose among PyTorch's implementations of one update, and what they may be here. */
const IMPLEMENTATION: Readonly<Record<string, string>> = {
  foreach: 'Tensors are changed one after another; the results are the same.',
  fused: 'Tensors are changed one after another; the results are the same.',
  capturable: 'There are no CUDA graphs here.',
  differentiable: 'A step is not recorded: its parameters are leaves.',
};

/** Whether an option only says how a step is run, not what it computes. */
export function isImplementationFlag(name: string): boolean {
  return Object.hasOwn(IMPLEMENTATION, name);
}

/** @throws NotSupportedError for a flag that is set; ArgumentError for two that exclude each other */
export function checkFlags(callee: string, options: Readonly<Record<string, unknown>>): void {
  if (options['fused'] && options['foreach']) throw runtimeError('`fused` and `foreach` cannot be `True` together.');
  if (options['fused'] && options['differentiable']) throw runtimeError('`fused` does not support `differentiable`');
  for (const [name, hint] of Object.entries(IMPLEMENTATION))
    if (options[name])
      throw new NotSupportedError(`${callee}: ${name}=True is not available`, { hint, fields: { option: name } });
}
