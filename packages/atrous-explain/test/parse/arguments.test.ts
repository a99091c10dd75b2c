/** @file PyTorch's own refusals of layers: every diagnosis names an argument that the layer or its call really has. */

import { expect, test } from 'vitest';
import { diagnose } from 'atrous-explain';
import { LAYERS, snakeCase } from 'atrous/spec';
import { readFamily } from '../../../../tests/golden/files.js';

interface Case {
  readonly op: string;
  readonly kind: string;
  readonly message: string;
}

/** What `forward` takes beside the layer's own arguments, and what PyTorch's functions call an argument of the class. */
const OF_THE_CALL = new Set(['input', 'shape', 'output_size', 'indices', 'weight', 'bias', 'pad', 'size', 'dim']);

test('golden errors of layers: the diagnosis names the failing argument', () => {
  const cases = (readFamily('errors').raw['cases'] as Case[]).filter(
    ({ op, kind }) => Object.hasOwn(LAYERS, op) && (kind === 'forward' || kind === 'constructor'),
  );
  const strange = cases.flatMap(({ op, message }) => {
    const argument = diagnose(message)?.argument;
    const own = LAYERS[op]!.args.map(({ name }) => snakeCase(name));
    return argument !== undefined && (own.includes(argument) || OF_THE_CALL.has(argument))
      ? []
      : [`${op}: ${argument} | ${message}`];
  });
  expect(strange).toEqual([]);
  expect(cases.length).toBeGreaterThan(100);
});
