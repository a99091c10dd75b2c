/** @file A text with a network in it, or an error, and what goes into the network: what Doctor and Network show. */

export interface CodeState {
  readonly text: string;
  /** Spatial sizes, or the whole shape; undefined: found from the text. */
  readonly sizes: readonly number[] | undefined;
}
