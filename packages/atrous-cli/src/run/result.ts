/** @file Everything that a run found out, which the table, the JSON, and the HTML report are made from. */

import type { Lang } from 'atrous-explain/read';
import type { NetworkSpec, Trace } from 'atrous/spec';
import type { NetworkInput } from '../input/tensor.js';
import type { Drawn } from './draw.js';
import type { LayerRun } from './execute.js';

export interface RunResult {
  /** Of everything that is said of it. */
  readonly lang: Lang;
  /** A file name, or what the sample is called. */
  readonly source: string;
  readonly input: NetworkInput;
  readonly network: NetworkSpec;
  readonly trace: Trace;
  readonly runs: readonly LayerRun[];
  /** The network as PyTorch prints it. */
  readonly printed: string;
  /** Where the weights come from. */
  readonly weights: readonly string[];
  readonly drawn: readonly Drawn[];
  /** Absolute path of the folder. */
  readonly folder: string;
}
