import { expect, test } from 'vitest';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { Machine } from '../../../src/engine/cpu/machine.js';
import { SPARE_PIXELS, runDense, schedule } from '../../../src/engine/cpu/sums.js';

/** Sums of ones, so many of them with a bias of one, that must all be right, and write nowhere else. */
function checkSums(groups: number, channels: number, singles: number): void {
  const machine = new Machine(detectFeatures());
  const [tapCount, vectors] = [700, 3];
  const plan = schedule(machine, { channels, tapCount, vectors, singles, footprint: 4 });
  expect(plan.chunks).toBe(2);
  const outputs = groups * channels;
  const [weight, bias] = [machine.take(4 * tapCount * outputs), machine.take(4 * outputs)];
  const [taps, pixels, x] = [machine.take(4 * tapCount), machine.take(8 * (vectors + SPARE_PIXELS)), machine.take(16)];
  const plane = 16 * vectors + 4 * singles;
  const [single, y] = [machine.take(8 * singles), machine.take(plane * outputs)];
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
  machine.writeInts(
    single,
    Int32Array.from({ length: 2 * singles }, (_, i) => (i % 2) * (16 * vectors + 4 * (i >> 1))),
  );
  machine.floats.fill(7, others / 4, others / 4 + (1 << 14));
  const run = {
    groups,
    channels,
    weight,
    bias,
    pixels,
    vectors,
    ...(singles > 0 && { singles: { at: single, count: singles } }),
    taps,
    tapCount,
    x,
    xGroup: 0,
    y,
    yGroup: channels * plane,
    plane,
    ascending: false,
  };
  runDense(machine, run, plan);
  expect(machine.floats.subarray(others / 4, others / 4 + (1 << 14)).every((value) => value === 7)).toBe(true);
  expect(machine.floats.subarray(y / 4, y / 4 + (plane / 4) * outputs).every((sum) => sum === 701)).toBe(true);
}

test('sums of many groups that wait for a next chunk stay in the room that the schedule asks for', () => {
  checkSums(50, 1, 0);
});

test('sums of single pixels that wait for a next chunk do as well, whatever panels are summed together', () => {
  for (const channels of [9, 29, 53]) checkSums(2, channels, 2);
});
