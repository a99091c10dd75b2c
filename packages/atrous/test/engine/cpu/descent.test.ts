import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { configureEngine, cpu, useEngine } from '../../../src/engine/index.js';
import { optim, Tensor } from '../../../src/index.js';
import { noise } from './layers.js';

afterAll(() => useEngine(null));

/** A parameter and the optimiser's state after three steps. */
function trained(
  start: Float32Array,
  gradients: readonly Float32Array[],
  optimizerOf: (x: Tensor) => optim.Optimizer,
): Float32Array[] {
  const x = new Tensor(start.slice(), [start.length], 'float32').requiresGrad_();
  const optimizer = optimizerOf(x);
  for (const gradient of gradients) {
    x.grad = new Tensor(gradient.slice(), x.shape, 'float32');
    optimizer.step();
  }
  return [x, ...(optimizer.state.get(x)?.values() ?? [])].map((t) => t.dataAs('float32'));
}

/** Whether an optimiser gives the same with and without the engine, of which every step is asked. */
function sameBits(optimizerOf: (x: Tensor) => optim.Optimizer, length: number, seed: number): void {
  const start = noise(seed, length);
  const gradients = [1, 2, 3].map((n) => noise(seed + n, length));
  start.set([16_777_217, 3e38, 1e-45, -0, 0, Infinity, NaN]);
  gradients[0]!.set([1, 3e38, 1e-45, 0, -0, 1, 1]);
  let taken = 0;
  useEngine({
    ...cpu,
    descend: (...args: Parameters<typeof cpu.descend>) => (taken += Number(cpu.descend(...args))) > 0,
    adapt: (...args: Parameters<typeof cpu.adapt>) => (taken += Number(cpu.adapt(...args))) > 0,
  });
  const quick = trained(start, gradients, optimizerOf);
  useEngine(null);
  expect(quick).toEqual(trained(start, gradients, optimizerOf));
  expect(taken).toBe(3);
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

const adamOptions = fc.record({
  lr: fc.double({ min: 1e-4, max: 1, noNaN: true }),
  betas: fc.constantFrom<[number, number]>([0.9, 0.999], [0.3, 0.5], [0, 0]),
  eps: fc.constantFrom(1e-8, 0, 0.1),
  weightDecay: fc.constantFrom(0, 1e-4, 0.3),
  amsgrad: fc.boolean(),
  maximize: fc.boolean(),
});
const lengths = fc.integer({ min: 256, max: 3000 });

test('SGD has the bits of the loops, with every option', () => {
  fc.assert(
    fc.property(options, lengths, fc.nat(), (chosen, length, seed) =>
      sameBits((x) => new optim.SGD([x], chosen), length, seed),
    ),
    { numRuns: 40 },
  );
});

test('Adam and AdamW have the bits of the loops, with every option', () => {
  fc.assert(
    fc.property(adamOptions, fc.boolean(), lengths, fc.nat(), (chosen, decoupled, length, seed) =>
      sameBits((x) => (decoupled ? new optim.AdamW([x], chosen) : new optim.Adam([x], chosen)), length, seed),
    ),
    { numRuns: 40 },
  );
});

test('both have these bits also where the processor does not fuse, or must not', () => {
  configureEngine({ deterministic: true });
  for (const momentum of [0, 0.9])
    sameBits((x) => new optim.SGD([x], { lr: 0.1, momentum, weightDecay: 0.01 }), 1500, 1);
  for (const amsgrad of [false, true]) sameBits((x) => new optim.Adam([x], { amsgrad, weightDecay: 0.01 }), 1500, 2);
  configureEngine({ deterministic: undefined });
});

test('a sum that a double rounds to halfway between two floats goes where the exact one lies', () => {
  // x + 2⁻²⁴·(1 − 2⁻⁴⁶): just below halfway between x and the next float, which is even.
  const x = 1 + 2 ** -23;
  const start = new Float32Array(256).fill(x);
  const gradient = new Float32Array(256).fill(-(2 ** -12) * (1 - 2 ** -23));
  for (const engine of [cpu, null]) {
    useEngine(engine);
    const [after] = trained(start, [gradient], (t) => new optim.SGD([t], { lr: 2 ** -12 * (1 + 2 ** -23) }));
    expect(new Set(after)).toEqual(new Set([x]));
  }
});
