/** @file The network of the Train page learns; links to it come back. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readState, writeState } from '../../src/pages/train/codec.js';
import { type Told, TrainingRun } from '../../src/pages/train/run.js';
import { FILTERS, KERNEL, SHOWN, SIDE } from '../../src/pages/train/sizes.js';
import { BATCHES, initialState, LARGEST, OPTIMISERS, type TrainState } from '../../src/pages/train/state.js';
import { Trainer } from '../../src/pages/train/trainer.js';

describe('the training', () => {
  test('learns the four shapes, with either optimiser', () => {
    for (const [optimiser, rate] of [
      ['sgd', 500],
      ['adam', 50],
    ] as const) {
      const trainer = new Trainer({ ...initialState(), optimiser, rate });
      const losses = Array.from({ length: 120 }, () => trainer.step());
      expect(losses[0]).toBeGreaterThan(1.2);
      expect(losses.slice(-20).reduce((a, b) => a + b) / 20).toBeLessThan(0.6);
      expect(trainer.look().accuracy).toBeGreaterThan(0.75);
    }
  });

  test('is the same for the same seed, and another for another', () => {
    const run = (seed: number): number[] => {
      const trainer = new Trainer({ ...initialState(), seed });
      return [trainer.step(), trainer.step(), trainer.step()];
    };
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
  });

  test('shows what it has: pictures, filters, answers', () => {
    const trainer = new Trainer(initialState());
    expect(trainer.samples.pixels.length).toBe(SHOWN * SIDE * SIDE);
    const seen = trainer.look();
    expect(seen.filters.length).toBe(FILTERS * KERNEL * KERNEL);
    expect(seen.named.length).toBe(SHOWN);
  });

  test('tells of every step that is wished, and begins again', () => {
    const told: Told[] = [];
    const run = new TrainingRun((one) => told.push(one));
    run.obey({ do: 'step' });
    expect(told).toEqual([]);
    run.obey({ do: 'begin', state: initialState() });
    run.obey({ do: 'step' });
    run.obey({ do: 'step' });
    expect(told.map(({ steps, losses }) => [steps, losses.length])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    run.obey({ do: 'begin', state: initialState() });
    run.obey({ do: 'step' });
    expect(told.at(-1)).toEqual(told[1]);
  });

  test('runs until it is held', async () => {
    const told: Told[] = [];
    const run = new TrainingRun((one) => told.push(one));
    run.obey({ do: 'begin', state: { ...initialState(), batch: 8 } });
    run.obey({ do: 'run' });
    await expect.poll(() => told.length).toBeGreaterThan(2);
    run.obey({ do: 'hold' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { length } = told;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told.length).toBe(length);
  });
});

const states: fc.Arbitrary<TrainState> = fc.record({
  optimiser: fc.constantFrom(...OPTIMISERS),
  rate: fc.integer({ min: 0, max: LARGEST.rate }),
  batch: fc.constantFrom(...BATCHES),
  noise: fc.integer({ min: 0, max: LARGEST.noise }),
  seed: fc.integer({ min: 0, max: LARGEST.seed }),
});

describe('its link', () => {
  test('gives the state back', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(readState(new URLSearchParams(writeState(state).toString()))).toEqual({ state, ignored: [] });
      }),
    );
  });

  test('leaves out what cannot be, and takes the optimiser’s usual rate where none is named', () => {
    const { state, ignored } = readState(new URLSearchParams('opt=adam&batch=7&noise=-1&lr=x'));
    expect(state).toEqual({ ...initialState(), optimiser: 'adam', rate: 50 });
    expect(ignored).toEqual(['lr=x', 'batch=7', 'noise=-1']);
  });
});
