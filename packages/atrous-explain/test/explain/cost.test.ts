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

test('each of the three conventions has the value of its formula', () => {
  fc.assert(
    fc.property(convolutions.filter(isLegal), ({ spec, input }) => {
      const { macs, others } = explainMacs(spec, input)!;
      const [withBias, effective] = others;
      expect([withBias!.value, effective!.value]).toEqual([macs.withBias, macs.effective]);
      const [nominal, ...adds] = numbers(withBias!.tokens);
      expect(nominal! + (adds.length === 0 ? 0 : adds.reduce((a, b) => a * b, 1))).toBe(macs.withBias);
      expect(numbers(effective!.tokens).reduce((a, b) => a * b, 1)).toBe(macs.effective);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, number[], Record<string, number>, number[], [number, number, number]]>([
  ['Conv2d', [3, 64, 7], { stride: 2, padding: 3, bias: 0 }, [1, 3, 224, 224], [118_013_952, 118_013_952, 116_214_528]],
  ['Conv2d', [3, 64, 7], { stride: 2, padding: 3 }, [1, 3, 224, 224], [118_013_952, 118_816_768, 116_214_528]],
  ['Conv2d', [64, 64, 3], { padding: 1, groups: 64 }, [1, 64, 56, 56], [1_806_336, 2_007_040, 1_763_584]],
  ['ConvTranspose2d', [64, 32, 4], { stride: 2, padding: 1 }, [1, 64, 16, 16], [8_388_608, 8_421_376, 7_872_512]],
  [
    'ConvTranspose2d',
    [64, 64, 3],
    { stride: 2, padding: 1, outputPadding: 1, groups: 64 },
    [1, 64, 16, 16],
    [147_456, 212_992, 141_376],
  ],
  ['ConvTranspose2d', [8, 4, 2], { stride: 2 }, [1, 8, 16, 16], [32_768, 36_864, 32_768]],
])('the products of %s(%j, %j) on %j in the three conventions', (op, args, { bias, ...options }, input, expected) => {
  const spec = layerSpec(op, args, bias === 0 ? { ...options, bias: false } : options);
  const { value, others } = explainMacs(spec, input)!;
  expect([value, ...others.map((step) => step.value)]).toEqual(expected);
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
