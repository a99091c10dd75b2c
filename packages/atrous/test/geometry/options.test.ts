import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.js';
import { layerSpec } from '../../src/geometry/layer-spec.js';
import { checkOptions } from '../../src/geometry/options.js';
import { CrossEntropyLoss } from '../../src/nn/loss.js';
import { ones } from '../../src/tensor/create.js';

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
    expect(check({ padd: 1 }, ['stride', 'paddingMode', 'padding'])).toThrow(
      "flatten() got an unexpected keyword argument 'padd'\nDid you mean `padding`?",
    );
    expect(check({ end: 1 }, ['endDim', 'endRow'])).toThrow('It takes: endDim, endRow.');
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

  test('are suggested without those that have been given in their places', () => {
    expect(() => layerSpec('MaxPool2d', [2], 2 as unknown as Record<string, never>)).toThrow(
      'MaxPool2d.__init__() takes its options as one object, but got 2\n' +
        'Write `{ stride: … }`; it takes: stride, padding, dilation, returnIndices, ceilMode.',
    );
    expect(() => layerSpec('Linear', [3, 4], { elephant: 1 })).toThrow(
      "Linear.__init__() got an unexpected keyword argument 'elephant'\nIt takes: bias, device, dtype.",
    );
  });

  test('that are an object of a class, such as a tensor, are refused as a whole', () => {
    expect(() => new CrossEntropyLoss(ones([3]) as object)).toThrow(
      'CrossEntropyLoss.__init__() takes its options as one object, but got Tensor\nWrite `{ weight: … }`; ',
    );
    expect(check(new Map(), ['endDim'])).toThrow('flatten() takes its options as one object, but got Map');
    expect(check(Object.create(null))).not.toThrow();
  });

  test('that are no object are refused by a function that takes none', () => {
    expect(check(1, [])).toThrow('flatten() takes its options as one object, but got 1\nIt takes no options.');
  });
});
