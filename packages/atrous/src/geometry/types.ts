/** @file The plain types that all of geometry speaks. Integers in, integers out; no tensor. */

/** Sizes of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/** Number of spatial axes. */
export type Rank = 1 | 2 | 3;

/** One value for every spatial axis, or one per axis in the order D, H, W. */
export type PerAxis = number | readonly number[];

/**
 * One axis of a sliding kernel, in elements.
 * `span = dilation·(kernel − 1) + 1` is how far the (dilated) kernel reaches.
 */
export interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly dilation: number;
}

/** A value of a layer's argument in a spec: plain JSON. */
export type Arg = number | string | boolean | null | readonly (number | null)[];

/** A layer as plain JSON: its PyTorch class name and every argument, camel-cased, defaults filled in. */
export interface LayerSpec {
  readonly op: string;
  readonly args: Readonly<Record<string, Arg>>;
}

/** One node of a network: a layer, or a joining function (`add`, `cat`) of several earlier nodes. */
export interface NodeSpec {
  readonly name: string;
  readonly spec: LayerSpec;
  /** Names of the nodes whose outputs it reads; `'input'` is the network's input. */
  readonly from: readonly string[];
}

/** A network as plain, versioned JSON. The last node is the output. */
export interface NetworkSpec {
  readonly version: 1;
  readonly nodes: readonly NodeSpec[];
}
