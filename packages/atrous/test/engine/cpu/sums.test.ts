import { expect, test } from 'vitest';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { Machine } from '../../../src/engine/cpu/machine.js';
import { SPARE_PIXELS, runDense, schedule } from '../../../src/engine/cpu/sums.js';

test('sums of many groups that wait for a next chunk stay in the room that the schedule asks for', () => {
  const machine = new Machine(detectFeatures());
  const [groups, channels, tapCount, vectors] = [50, 1, 700, 3];
  const plan = schedule(machine, { channels, tapCount, vectors, footprint: 4 });
  expect(plan.chunks).toBe(2);
  const [weight, bias] = [machine.take(4 * tapCount * groups), machine.take(4 * groups)];
  const [taps, pixels, x] = [machine.take(4 * tapCount), machine.take(8 * (vectors + SPARE_PIXELS)), machine.take(16)];
  const y = machine.take(16 * groups * vectors);
  const scratch = machine.take(plan.scratch);
  const others = machine.take(1 << 16);
  // What was given back last is taken first.
  machine.giveBack(scratch, plan.scratch);
  machine.floats.fill(1, weight / 4, y / 4);
  machine.writeInts(taps, new Int32Array(tapCount));
  const column = (v: number): number => 16 * Math.min(v, vectors - 1);
  machine.writeInts(
    pixels,
    Int32Array.from({ length: 2 * (vectors + SPARE_PIXELS) }, (_, i) => (i % 2) * column(i >> 1)),
  );
  machine.floats.fill(7, others / 4, others / 4 + (1 << 14));
  const plane = 16 * vectors;
  const run = {
    groups,
    channels,
    weight,
    bias,
    pixels,
    vectors,
    taps,
    tapCount,
    x,
    xGroup: 0,
    y,
    yGroup: plane,
    plane,
    ascending: false,
  };
  runDense(machine, run, plan);
  expect(machine.floats.subarray(others / 4, others / 4 + (1 << 14)).every((value) => value === 7)).toBe(true);
  expect(machine.floats.subarray(y / 4, y / 4 + 4 * groups * vectors).every((sum) => sum === 701)).toBe(true);
});
