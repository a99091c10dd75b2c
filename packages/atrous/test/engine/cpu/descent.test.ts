import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { cpu, useEngine } from '../../../src/engine/index.js';
import { optim, Tensor } from '../../../src/index.js';
import { noise } from './layers.js';

afterAll(() => useEngine(null));

/** A parameter and its velocity after three steps. */
function trained(start: Float32Array, gradients: readonly Float32Array[], options: optim.SGDOptions): Float32Array[] {
  const x = new Tensor(start.slice(), [start.length], 'float32').requiresGrad_();
  const optimizer = new optim.SGD([x], options);
  for (const gradient of gradients) {
    x.grad = new Tensor(gradient.slice(), x.shape, 'float32');
    optimizer.step();
  }
  const velocity = optimizer.state.get(x)?.get('momentum_buffer');
  return [x, ...(velocity ? [velocity] : [])].map((t) => t.dataAs('float32'));
}

const options = fc.oneof(
  fc.record({
    lr: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    momentum: fc.constantFrom(0, 0.9, 0.99),
    dampening: fc.constantFrom(0, 0.1),
    weightDecay: fc.constantFrom(0, 1e-4, 0.3),
    maximize: fc.boolean(),
  }),
  fc.record({ lr: fc.constantFrom(0.1, 0.125), momentum: fc.constantFrom(0.5, 0.9), nesterov: fc.constant(true) }),
);

test('SGD has the bits of the loops, with every option', () => {
  const asked = {
    ...cpu,
    descend: (...args: Parameters<typeof cpu.descend>) => (taken += Number(cpu.descend(...args))) > 0,
  };
  let taken = 0;
  fc.assert(
    fc.property(options, fc.integer({ min: 256, max: 5000 }), fc.nat(), (chosen, length, seed) => {
      const start = noise(seed, length);
      const gradients = [1, 2, 3].map((n) => noise(seed + n, length));
      start.set([16_777_217, 3e38, 1e-45, -0, 0, Infinity, NaN]);
      gradients[0]!.set([1, 3e38, 1e-45, 0, -0, 1, 1]);
      useEngine(asked);
      const quick = trained(start, gradients, chosen);
      useEngine(null);
      expect(quick).toEqual(trained(start, gradients, chosen));
    }),
    { numRuns: 60 },
  );
  expect(taken).toBe(180);
});

test('a sum that a double rounds to halfway between two floats goes where the exact one lies', () => {
  // x + 2⁻²⁴·(1 − 2⁻⁴⁶): just below halfway between x and the next float, which is even.
  const x = 1 + 2 ** -23;
  const start = new Float32Array(256).fill(x);
  const gradient = new Float32Array(256).fill(-(2 ** -12) * (1 - 2 ** -23));
  for (const engine of [cpu, null]) {
    useEngine(engine);
    const [after] = trained(start, [gradient], { lr: 2 ** -12 * (1 + 2 ** -23) });
    expect(new Set(after)).toEqual(new Set([x]));
  }
});
