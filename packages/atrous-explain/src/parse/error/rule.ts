/** @file One message of PyTorch: what it is about, and what it says in plain words. */

import type { ErrorWordId } from '../../explain/words/errors/ids.js';
import type { Values } from '../../explain/words/ids.js';
import { type Field, type Fields, type Template, template } from './template.js';

/** What a message is about. */
export type DiagnosisKind =
  | 'channels'
  | 'features'
  | 'rank'
  | 'kernel-too-large'
  | 'output-too-small'
  | 'groups'
  | 'padding'
  | 'stride'
  | 'dilation'
  | 'kernel-size'
  | 'output-padding'
  | 'output-size'
  | 'sizes-differ'
  | 'element-count'
  | 'dimension'
  | 'one-value'
  | 'resize'
  | 'element-type'
  | 'device'
  | 'option'
  | 'call'
  | 'weights'
  | 'target'
  | 'missing'
  | 'gradient'
  | 'training';

export interface ErrorRule {
  readonly template: Template;
  readonly kind: DiagnosisKind;
  /** PyTorch's name of the argument at fault, or `input`. */
  readonly argument: string;
  /** The layer class or function, where the message tells; may refer to fields: `ConvTranspose{rank}d`. */
  readonly op: string | undefined;
  /** The sentence that says it with the numbers; undefined where PyTorch's own is as plain. */
  readonly says: ErrorWordId | undefined;
  readonly causes: readonly ErrorWordId[];
}

interface Details {
  readonly op?: string;
  readonly says?: ErrorWordId;
  readonly causes?: readonly ErrorWordId[];
}

export function rule(text: string, kind: DiagnosisKind, argument: string, details: Details = {}): ErrorRule {
  return {
    template: template(text),
    kind,
    argument,
    op: details.op,
    says: details.says,
    causes: details.causes ?? [],
  };
}

const shown = (field: Field): string => (typeof field === 'object' ? field.join('×') : String(field));

/** `{op}` with the fields put in. */
export const filled = (text: string, fields: Fields): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (fields[name] === undefined ? whole : shown(fields[name])));

/** The fields as sentences take them: sizes as `3×8×8`. */
export const valuesOf = (fields: Fields): Values =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, typeof field === 'number' ? field : shown(field)]),
  );
