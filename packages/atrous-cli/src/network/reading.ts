/** @file What was read of a network's text, and how: enough to read it again with a change in it. */

import type { Lang, PythonValue } from 'atrous-explain/read';
import type { NetworkSpec, Shape } from 'atrous/spec';
import type { Source } from './source.js';

export interface ReadOptions {
  /** The class or the variable that is the model; undefined: the one that no other uses. */
  readonly entry?: string | undefined;
  /** Values for arguments of its constructor, and for names of the text. */
  readonly arg?: Readonly<Record<string, PythonValue>> | undefined;
  /** Shapes that nodes are taken to give, by name. */
  readonly assume?: Readonly<Record<string, Shape>> | undefined;
  /** Of what is said about the text and the network. */
  readonly lang?: Lang | undefined;
}

export interface Reading {
  readonly source: Source;
  /** Whether the source is a text that somebody can change. */
  readonly isCode: boolean;
  readonly network: NetworkSpec;
  /** The input's whole shape; empty where nobody says it. */
  readonly input: Shape;
  readonly options: ReadOptions;
}
