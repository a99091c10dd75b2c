/** @file Whether somebody wrote an argument, or left it to its default. */

import type { IsWritten } from '../../advice/pool-stride.js';
import type { PythonNetwork } from './index.js';

/** For advice about a network that was read from source; of printed text nobody can tell. */
export const writtenIn =
  ({ origins }: PythonNetwork): IsWritten =>
  (node, argument) =>
    origins.get(node)?.declaration?.arguments.some(({ name }) => name === argument) ?? false;
