import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conv, convTranspose } from '../../../src/engine/cpu/index.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import type { Rank } from '../../../src/geometry/types.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { convTransposeReference } from '../../../src/ops/conv-transpose/reference.js';
import { numel } from '../../../src/tensor/tensor.js';
import { type LayerCase, difference, inputSize, layerCase, noise } from './layers.js';

const magnitude = (values: Float32Array): Float32Array => values.map(Math.abs);

interface Arrays {
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
}

/** The engine's answer beside the reference's. */
function compare<G extends ConvGeometry>(
  g: G,
  { x, weight, bias }: Arrays,
  engine: (g: G, x: Float32Array, weight: Float32Array, bias: Float32Array | null) => Float32Array | undefined,
  reference: (out: Float32Array, x: Float32Array, w: Float32Array, bias: Float32Array | null, g: G) => void,
): string {
  const want = new Float32Array(numel(g.shape));
  const magnitudes = new Float32Array(want.length);
  reference(want, x, weight, bias, g);
  reference(magnitudes, magnitude(x), magnitude(weight), bias && magnitude(bias), g);
  const terms = (weight.length / g.outChannels) * g.groups;
  return difference(engine(g, x, weight, bias)!, want, magnitudes, terms);
}

function arraysOf(layer: LayerCase, input: readonly number[], weight: readonly number[], channels: number): Arrays {
  return {
    x: noise(layer.seed, numel(input)),
    weight: noise(layer.seed + 1, numel(weight)),
    bias: layer.bias ? noise(layer.seed + 2, channels) : null,
  };
}

const optionsOf = ({ axes, groups }: LayerCase) => ({
  stride: axes.map(({ stride }) => stride),
  padding: axes.map(({ padding }) => padding),
  dilation: axes.map(({ dilation }) => dilation),
  groups,
});

function checkConv(layer: LayerCase): string {
  const { axes, batch, groups, inChannels, outChannels } = layer;
  const input = [batch, groups * inChannels, ...axes.map(inputSize)];
  const weight = [groups * outChannels, inChannels, ...axes.map(({ kernel }) => kernel)];
  const g = convGeometry(axes.length as Rank, input, weight, null, optionsOf(layer));
  return compare(g, arraysOf(layer, input, weight, groups * outChannels), conv, convReference);
}

function checkTransposed(layer: LayerCase): string {
  const { axes, batch, groups, inChannels, outChannels } = layer;
  const input = [batch, groups * inChannels, ...axes.map(({ more }) => 1 + more)];
  const weight = [groups * inChannels, outChannels, ...axes.map(({ kernel }) => kernel)];
  const outputPadding = axes.map(({ stride, dilation, more }) => more % Math.max(stride, dilation));
  const options = { ...optionsOf(layer), outputPadding };
  let g;
  try {
    g = convTransposeGeometry(axes.length as Rank, input, weight, null, options);
  } catch {
    return ''; // The padding cuts everything off.
  }
  return compare(g, arraysOf(layer, input, weight, groups * outChannels), convTranspose, convTransposeReference);
}

test('convolution agrees with the reference for all options at once', () => {
  fc.assert(
    fc.property(layerCase, (layer) => {
      expect(checkConv(layer)).toBe('');
    }),
    { numRuns: 400 },
  );
});

test('transposed convolution agrees with the reference for all options at once', () => {
  fc.assert(
    fc.property(layerCase, (layer) => {
      expect(checkTransposed(layer)).toBe('');
    }),
    { numRuns: 300 },
  );
});
