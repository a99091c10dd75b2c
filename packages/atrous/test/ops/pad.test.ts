import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PadMode } from '../../src/geometry/pad.js';
import { pad, type PadOptions } from '../../src/ops/pad/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import {
  counted,
  describedInputs,
  errorCases,
  expectError,
  expectOutput,
  list,
  options,
  readFamily,
  row,
  tensorOf,
} from './golden.js';

const FAMILY = readFamily('pad');

/** What the padding layers hand to F.pad. */
function moduleCall(op: string, args: Readonly<Record<string, unknown>>): [number[], PadOptions] {
  const rank = Number(op.at(-2));
  const padding = args['padding'] as number | number[];
  const amounts = typeof padding === 'number' ? Array.from({ length: 2 * rank }, () => padding) : padding;
  const mode = { Reflection: 'reflect', Replication: 'replicate', Circular: 'circular' }[op.slice(0, -5)];
  return [amounts, mode ? { mode: mode as PadMode } : { value: (args['value'] as number | undefined) ?? 0 }];
}

describe('pad', () => {
  it.each(FAMILY.cases)('$id $op pads as PyTorch does', (test) => {
    const input = tensorOf(FAMILY, test.inputs['input']!);
    const [amounts, how] =
      test.kind === 'module'
        ? moduleCall(test.op, test.args)
        : [test.args['pad'] as number[], options(test.args, ['pad']) as PadOptions];
    expectOutput(FAMILY, test, 'output', pad(input, amounts, how));
  });

  it.each(errorCases('functional', ['pad']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    expectError(test, () => pad(input!, test.args['pad'] as number[], options(test.args, ['pad'])));
  });

  const layers = ['Reflection', 'Replication', 'Zero'].flatMap((name) => [1, 2, 3].map((rank) => `${name}Pad${rank}d`));
  it.each([...errorCases('forward', layers), ...errorCases('forward', ['CircularPad1d']).slice(1)])(
    '$id $op refuses with the text of PyTorch',
    (test) => {
      const { input } = describedInputs(test);
      expectError(test, () => pad(input!, ...moduleCall(test.op, test.args)));
    },
  );

  it.each<[PadMode, number[]]>([
    ['reflect', [6, 5, 4, 5, 6, 5, 3, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5]],
    ['replicate', [1, 1, 1, 2, 3, 3, 1, 1, 1, 2, 3, 3, 4, 4, 4, 5, 6, 6]],
    ['circular', [5, 6, 4, 5, 6, 4, 2, 3, 1, 2, 3, 1, 5, 6, 4, 5, 6, 4]],
  ])('%s shows the numbers of the guide', (mode, expected) => {
    const y = pad(counted([1, 2, 3]), [2, 1, 1, 0], { mode });
    expect(y.shape).toEqual([1, 3, 6]);
    expect(list(y)).toEqual(expected);
  });

  it('crops first in circular mode, and mirrors the uncropped input in reflect mode', () => {
    expect(list(pad(row(1, 2, 3, 4), [-1, 1], { mode: 'circular' }))).toEqual([2, 3, 4, 2]);
    expect(list(pad(row(1, 2, 3, 4), [-2, 3], { mode: 'reflect' }))).toEqual([3, 4, 3, 2, 1]);
  });

  it('cuts the value to the dtype', () => {
    const y = pad(new Tensor(BigInt64Array.of(7n), [1], 'int64'), [1, 1], { value: 1.5 });
    expect([...(y.data as BigInt64Array)]).toEqual([1n, 7n, 1n]);
  });

  it('returns a copy where nothing is padded', () => {
    const x = counted([2, 2]);
    const y = pad(x, [0, 0]);
    expect(list(y)).toEqual(list(x));
    expect(y.storage).not.toBe(x.storage);
  });

  it('keeps the values that constant padding surrounds, for any amounts on any axes', () => {
    const amounts = fc.array(fc.tuple(fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2, max: 3 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.tuple(...[4, 5, 4].map((max) => fc.integer({ min: 4, max }))), amounts, (shape, pairs) => {
        const x = counted(shape);
        const y = pad(x, pairs.flat(), { value: -1 });
        const before = shape.map((_, axis) => pairs[shape.length - 1 - axis]?.[0] ?? 0);
        list(y).forEach((value, at) => {
          let rest = at;
          let from = 0;
          let inside = true;
          let step = 1;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            const i = (rest % y.shape[axis]!) - before[axis]!;
            const after = pairs[shape.length - 1 - axis]?.[1] ?? 0;
            inside &&= i >= 0 && i < shape[axis]! && i < shape[axis]! + Math.min(after, 0);
            from += i * step;
            step *= shape[axis]!;
            rest = Math.floor(rest / y.shape[axis]!);
          }
          expect(value).toBe(inside ? from + 1 : -1);
        });
      }),
    );
  });
});
