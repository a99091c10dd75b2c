import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BareWindow,
  caffeConvPadding,
  caffePoolPadding,
  onnxPadPairs,
  onnxPadding,
  tensorflowPadding,
  tensorflowTransposePadding,
} from '../../src/geometry/frameworks.js';
import { span, windowCount } from '../../src/geometry/window.js';

const anyWindow = fc.record({
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 5 }),
  dilation: fc.integer({ min: 1, max: 3 }),
});
const anySize = fc.integer({ min: 1, max: 30 });

/** What the floor rule gives with an explicit padding. */
function floorCount(size: number, window: BareWindow, before: number, after: number): number {
  return windowCount(size, { dilation: 1, ...window, padBefore: before, padAfter: after });
}

describe('TensorFlow’s SAME', () => {
  test('pads as little as gives one output per stride, the odd zero at the end', () =>
    fc.assert(
      fc.property(anySize, anyWindow, (size, window) => {
        const { before, after, output } = tensorflowPadding('SAME', size, window);
        // Outputs begin at multiples of the stride: as many as there are such cells in the input.
        const starts = Array.from({ length: size }, (_, i) => i).filter((i) => i % window.stride === 0);
        expect(output).toBe(starts.length);
        expect(floorCount(size, window, before, after)).toBe(output);
        const total = before + after;
        expect(total === 0 || floorCount(size, window, 0, total - 1) < output).toBe(true);
        expect(after - before === 0 || after - before === 1).toBe(true);
      }),
    ));

  test('depends on the size where there is a stride: 6 cells are padded by 0 and 1, 5 cells by 1 and 1', () => {
    expect(tensorflowPadding('SAME', 6, { kernel: 3, stride: 2 })).toEqual({ before: 0, after: 1, output: 3 });
    expect(tensorflowPadding('SAME', 5, { kernel: 3, stride: 2 })).toEqual({ before: 1, after: 1, output: 3 });
  });
});

describe('TensorFlow’s VALID', () => {
  test('pads nothing and gives ⌈(size − span + 1) / stride⌉', () =>
    fc.assert(
      fc.property(anySize, anyWindow, (size, window) => {
        const reach = span(window.kernel, window.dilation);
        fc.pre(size >= reach);
        const output = Math.ceil((size - reach + 1) / window.stride);
        expect(tensorflowPadding('VALID', size, window)).toEqual({ before: 0, after: 0, output });
      }),
    ));
});

describe('TensorFlow’s transposed convolution', () => {
  test.each(['SAME', 'VALID'] as const)('%s goes back to the size that the convolution makes of its output', (mode) => {
    fc.assert(
      fc.property(anySize, anyWindow, (size, window) => {
        const { before, after, output, outputPadding } = tensorflowTransposePadding(mode, size, window);
        expect(tensorflowPadding(mode, output, window).output).toBe(size);
        const scatter = (size - 1) * window.stride + span(window.kernel, window.dilation);
        expect(scatter - before - after + outputPadding).toBe(output);
        expect(outputPadding).toBeLessThan(window.stride);
        // What it cuts off is what the convolution of its output pads.
        const padding = tensorflowPadding(mode, output, window);
        expect([before, after]).toEqual([padding.before, padding.after]);
      }),
    );
  });
});

describe('ONNX’s auto_pad', () => {
  test('SAME_UPPER is TensorFlow’s SAME, SAME_LOWER its mirror', () =>
    fc.assert(
      fc.property(anySize, anyWindow, (size, window) => {
        const upper = onnxPadding('SAME_UPPER', size, window);
        const lower = onnxPadding('SAME_LOWER', size, window);
        expect(upper).toEqual(tensorflowPadding('SAME', size, window));
        expect(lower).toEqual({ before: upper.after, after: upper.before, output: upper.output });
      }),
    ));

  test('NOTSET takes the pads, VALID takes none', () => {
    expect(onnxPadding('NOTSET', 7, { kernel: 3, stride: 2 }, [2, 1])).toEqual({ before: 2, after: 1, output: 4 });
    expect(onnxPadding('VALID', 7, { kernel: 3, stride: 2 }, [2, 1])).toEqual({ before: 0, after: 0, output: 3 });
  });

  test('its flat pads list all beginnings before all ends', () =>
    expect(onnxPadPairs([1, 2, 3, 4])).toEqual([
      [1, 3],
      [2, 4],
    ]));
});

describe('Caffe', () => {
  test('pooling counts a window more where cells are left, and its padding gives the floor rule the same size', () =>
    fc.assert(
      fc.property(
        anySize,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 3 }),
        (size, kernel, stride, pad) => {
          fc.pre(pad < kernel && size + 2 * pad >= kernel);
          const { before, after, output } = caffePoolPadding(size, { kernel, stride, pad });
          // Windows follow until one reaches the padded end; a padded layer drops a last one beyond the input.
          let count = 1;
          while ((count - 1) * stride + kernel < size + 2 * pad) count++;
          if (pad > 0 && (count - 1) * stride >= size + pad) count--;
          expect(output).toBe(count);
          expect(floorCount(size, { kernel, stride }, before, after)).toBe(count);
        },
      ),
    ));

  test('drops a last window in the padding of one axis only where some axis is padded', () => {
    expect(caffePoolPadding(5, { kernel: 1, stride: 3, pad: 0 }).output).toBe(3);
    expect(caffePoolPadding(5, { kernel: 1, stride: 3, pad: 0, anyPadding: true }).output).toBe(2);
  });

  test('convolution rounds down', () =>
    expect(caffeConvPadding(6, { kernel: 3, stride: 2 }, 0)).toEqual({ before: 0, after: 0, output: 2 }));
});
