/** @file What PyTorch says where a kernel does not exist for an element type. */

import { NotSupportedError } from '../errors.js';
import { type DType, DTYPES } from '../tensor/dtype.js';

/** The error for `kernel`, named as PyTorch names it, and an element type that it does not take. */
export function notImplemented(kernel: string, dtype: DType): NotSupportedError {
  return new NotSupportedError(`"${kernel}" not implemented for '${DTYPES[dtype].scalar}'`, {
    hint: 'Convert the tensor to float32 first.',
    fields: { kernel, dtype },
  });
}
