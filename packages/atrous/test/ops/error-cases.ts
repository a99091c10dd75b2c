/** @file The golden error cases of one function. */

import { type GoldenCase, readFamily } from '../../../../tests/golden/files.js';
import { AtrousError } from '../../src/errors.js';
import { DTYPES, type DType } from '../../src/tensor/dtype.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { product } from './arrays.js';

export interface ErrorCase extends GoldenCase {
  readonly exception: string;
  readonly message: string;
}

export function functionalErrors(op: string): ErrorCase[] {
  return (readFamily('errors').cases as ErrorCase[]).filter((c) => c.op === op && c.kind === 'functional');
}

interface Described {
  readonly shape: number[];
  readonly dtype: DType;
}

function zeros({ shape, dtype }: Described): Tensor {
  return new Tensor(DTYPES[dtype].create(product(shape)), shape, dtype);
}

const camelCase = (name: string): string => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** `ExceptionType: text` of what the call throws, `nothing` if it throws nothing. */
export function runError(
  golden: ErrorCase,
  run: (input: Tensor, weight: Tensor, options: Record<string, unknown>) => unknown,
): string {
  const inputs = golden.inputs as unknown as { input: Described; weight: Described; bias?: Described };
  const args = Object.fromEntries(Object.entries(golden.args).map(([name, value]) => [camelCase(name), value]));
  const bias = inputs.bias && zeros(inputs.bias);
  try {
    run(zeros(inputs.input), zeros(inputs.weight), bias ? { ...args, bias } : args);
    return 'nothing';
  } catch (error) {
    if (error instanceof AtrousError) return `${error.pythonType}: ${error.torchMessage}`;
    throw error;
  }
}
