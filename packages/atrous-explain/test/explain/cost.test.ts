import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Token, explain, explainMacs, explainParameters } from 'atrous-explain';
import { layerRule, layerSpec, outputShape, parameterCount } from 'atrous/spec';
import { convolutions, isLegal } from '../layers.js';

const numbers = (tokens: readonly Token[]): number[] =>
  tokens.flatMap((token) => (token.kind === 'number' || token.kind === 'ref' ? [token.value] : []));

test("the factors of the products are geometry's count", () => {
  fc.assert(
    fc.property(convolutions.filter(isLegal), ({ spec, input }) => {
      const macs = explainMacs(spec, input)!;
      expect(macs.value).toBe(layerRule(spec.op).macs!(spec.args, input, outputShape(spec, input)).nominal);
      expect(numbers(macs.tokens).reduce((a, b) => a * b, 1)).toBe(macs.value);
    }),
    { numRuns: 300 },
  );
});

test('the parameters of a grouped transposed convolution show the quotient of the output channels', () => {
  const spec = layerSpec('ConvTranspose2d', [16, 32, 4], { groups: 8 });
  const step = explainParameters(spec)!;
  expect(step.value).toBe(1056);
  expect(step.value).toBe(parameterCount(spec));
  expect(numbers(step.tokens)).toEqual([16, 32, 8, 4, 4, 32]);
});

test('a layer without parameters or products has neither', () => {
  expect(explainParameters(layerSpec('ReLU'))).toBeUndefined();
  expect(explainMacs(layerSpec('BatchNorm2d', [3]), [1, 3, 4, 4])).toBeUndefined();
});

test('a lazy layer is explained as what the input makes of it', () => {
  const plain = explain(layerSpec('Conv2d', [3, 8, 3], { padding: 1 }), [1, 3, 8, 8]);
  const lazy = explain(layerSpec('LazyConv2d', [8, 3], { padding: 1 }), [1, 3, 8, 8]);
  expect([lazy.axes, lazy.parameters, lazy.macs]).toEqual([plain.axes, plain.parameters, plain.macs]);
  const refused = explain(layerSpec('LazyConv2d', [8, 3]), [8, 8]);
  expect(refused.parameters).toBeUndefined();
  expect(refused.refusal).toBeDefined();
});
