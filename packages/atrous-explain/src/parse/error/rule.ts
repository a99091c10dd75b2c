/** @file One message of PyTorch: what it is about, and what it says in plain words. */

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
  /** The numbers in a sentence; fields in braces. */
  readonly says: string | undefined;
  readonly causes: readonly string[];
}

interface Details {
  readonly op?: string;
  readonly says?: string;
  readonly causes?: readonly string[];
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

/** A sentence with its fields put in. */
export const filled = (sentence: string, fields: Fields): string =>
  sentence
    .replaceAll(/\{(\w+)\}/g, (whole, name: string) => (fields[name] === undefined ? whole : shown(fields[name])))
    .replaceAll(/(?<![\d.×])1 (channel|element|feature|group|value)s\b/g, '1 $1');
