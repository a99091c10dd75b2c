import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.js';
import { checkOptions } from '../../src/geometry/options.js';

const check =
  (options: unknown, known: readonly string[] = ['startDim', 'endDim']) =>
  (): void =>
    checkOptions('flatten', options as object, known);

describe('options', () => {
  test('may have the keys that the function knows, or none', () => {
    expect(check({ startDim: 1, endDim: undefined })).not.toThrow();
    expect(check({})).not.toThrow();
  });

  test('with another key are refused with the nearest one', () => {
    expect(check({ start_dim: 1 })).toThrow(
      "flatten() got an unexpected keyword argument 'start_dim'\nDid you mean `startDim`?",
    );
    expect(check({ elephant: 1 })).toThrow(
      "flatten() got an unexpected keyword argument 'elephant'\nIt takes: startDim, endDim.",
    );
    expect(check({ elephant: 1 }, [])).toThrow(
      "flatten() got an unexpected keyword argument 'elephant'\nIt takes: no options.",
    );
  });

  test.each([1, 'x', true, null, [1, 2]])('that are no object are refused, not ignored: %j', (value) => {
    expect(check(value)).toThrow(ArgumentError);
    expect(check(value)).toThrow(
      `flatten() takes its options as one object, but got ${String(value)}\nWrite \`{ startDim: … }\`; it takes: startDim, endDim.`,
    );
  });

  test('that are no object are refused by a function that takes none', () => {
    expect(check(1, [])).toThrow('flatten() takes its options as one object, but got 1\nIt takes no options.');
  });
});
