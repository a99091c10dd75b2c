/** @file The gradient of one output to the input, for random weights: what the cell really listens to. */

import 'atrous/engine';
import { Generator, nn, randn, Tensor } from 'atrous';
import type { NetworkSpec, Shape } from 'atrous/spec';

/** 1 at one place of every channel, 0 elsewhere. */
function only(shape: Shape, [y, x]: readonly [number, number]): Tensor {
  const [, channels, height, width] = shape as [number, number, number, number];
  const values = new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) values[(c * height + y) * width + x] = 1;
  return new Tensor(values, shape, 'float32');
}

/**
 * How much output `position`, all its channels added up, changes with each input cell: absolute gradients, for weights and an
 * input drawn from a normal distribution.
 *
 * @param input  [1, 1, H, W]
 * @returns [H, W], flat
 * @throws what PyTorch throws where a layer refuses its input
 */
export function gradientField(
  network: NetworkSpec,
  input: Shape,
  position: readonly [number, number],
  seed: number,
): Float32Array {
  const generator = new Generator().manualSeed(seed);
  const x = randn(input, { generator }).requiresGrad_();
  let y: Tensor = x;
  for (const { spec } of network.nodes) {
    const layer = nn.build(spec);
    for (const [, parameter] of layer.namedParameters()) nn.init.normal_(parameter, { std: 0.1, generator });
    y = layer.forward(y);
  }
  y.backward(only(y.shape, position));
  return x.grad!.dataAs('float32').map(Math.abs);
}
