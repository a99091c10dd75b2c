import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ones, rand, type Tensor, zeros } from 'atrous';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { lossCurve } from '../support/loss-curve.js';
import { parseOptions } from '../support/options.js';
import { barText, progressBar } from '../support/progress-bar.js';
import { Random } from '../support/random.js';
import { Report } from '../support/report.js';
import { checkerboard, train as trainAutoencoder } from '../training/autoencoder.js';
import { accuracy, train as trainDigits } from '../training/digits.js';
import { drawDigits, readDigits } from '../training/digits-data.js';
import { CLASSES, Shapes, SIDE } from '../training/shapes-data.js';
import { train as trainShapes } from '../training/shapes.js';

const options = { epochs: 1, seed: 0, out: '' };
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const values = ({ data }: Tensor): number[] => Array.from(data as Float32Array, Number);

/** Whether the last quarter of a run lies well below its first. */
function expectFalling(losses: readonly number[]): void {
  const quarter = Math.max(1, Math.floor(losses.length / 4));
  expect(mean(losses.slice(-quarter))).toBeLessThan(0.8 * mean(losses.slice(0, quarter)));
}

afterEach(() => vi.unstubAllEnvs());

describe('the digits example', () => {
  test('learns from drawn digits within three epochs, and the held-out ones are a fifth', () => {
    const { losses, held, confusion } = trainDigits(drawDigits(600, 1), { ...options, epochs: 3 });
    expectFalling(losses);
    expect(losses).toHaveLength(45);
    expect(held.length).toBe(120);
    expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(120);
    expect(accuracy(confusion)).toBeGreaterThan(0.5);
  });

  test('draws the same digits from the same seed, as counts of sixteenths, one class after another', () => {
    const [first, second, other] = [drawDigits(20, 7), drawDigits(20, 7), drawDigits(20, 8)];
    expect(first.images.equal(second.images)).toBe(true);
    expect(first.images.equal(other.images)).toBe(false);
    expect(values(first.images).every((value) => value >= 0 && value <= 1 && Number.isInteger(16 * value))).toBe(true);
    expect(values(first.labels)).toEqual(Array.from({ length: 20 }, (_, i) => i % 10));
    // A pen covers some of every picture and never all of it.
    for (let i = 0; i < 20; i++) {
      const ink = first.images.select(0, i).mean().item();
      expect(ink > 0.05 && ink < 0.6).toBe(true);
    }
  });

  test('draws digits where no file is', () => {
    vi.stubEnv('ATROUS_DATA', join(tmpdir(), 'there-is-no-such-folder'));
    expect(readDigits(0, 20).source).toBe('20 drawn digits');
  });
});

describe('the shapes example', () => {
  test('learns within an epoch', () => {
    const { losses, overlap } = trainShapes(options, 160);
    expectFalling(losses);
    expect(overlap).toHaveLength(CLASSES.length);
    expect(overlap.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test('draws the same picture at every call, with every class somewhere', () => {
    const shapes = new Shapes(20, 5);
    const [image, mask] = shapes.get(3);
    expect([image.shape, mask.shape]).toEqual([
      [1, SIDE, SIDE],
      [SIDE, SIDE],
    ]);
    expect(image.equal(shapes.get(3)[0])).toBe(true);
    const kinds = new Set(Array.from({ length: 20 }, (_, i) => values(shapes.get(i)[1])).flat());
    expect(kinds).toEqual(new Set([0, 1, 2, 3]));
  });

  test('gives a shape the grey that its mask says', () => {
    const [image, mask] = new Shapes(1, 5, { noise: 0 }).get(0);
    const greys = (inside: boolean): number[] => values(image).filter((_, i) => values(mask)[i]! > 0 === inside);
    expect(Math.min(...greys(true))).toBeGreaterThan(Math.max(...greys(false)));
  });
});

describe('the autoencoder example', () => {
  test('learns with both decoders, and only the transposed one draws a checkerboard', () => {
    const [transposed, resized] = (['transposed', 'resized'] as const).map((kind) =>
      trainAutoencoder(kind, { ...options, epochs: 2 }),
    );
    expectFalling(transposed!.losses);
    expectFalling(resized!.losses);
    expect(transposed!.pattern).toBeGreaterThan(1.5 * resized!.pattern);
  });

  test('measures a checkerboard, and nothing else', () => {
    const board = zeros([1, 1, 8, 8]);
    board.dataAs('float32').forEach((_, i, data) => (data[i] = (i + Math.floor(i / 8)) % 2));
    expect(checkerboard(board, zeros([1, 1, 8, 8]))).toBe(1);
    expect(checkerboard(ones([1, 1, 8, 8]), zeros([1, 1, 8, 8]))).toBe(0);
    const stripes = zeros([1, 1, 8, 8]);
    stripes.dataAs('float32').forEach((_, i, data) => (data[i] = i % 2));
    expect(checkerboard(stripes, zeros([1, 1, 8, 8]))).toBe(0);
  });
});

describe('what the examples share', () => {
  test('words are read strictly', () => {
    const defaults = { epochs: 3, seed: 0, out: 'here' };
    expect(parseOptions([], defaults)).toEqual(defaults);
    expect(parseOptions(['--epochs', '7', '--out', 'there', '--seed=4'], defaults)).toEqual({
      epochs: 7,
      seed: 4,
      out: 'there',
    });
    expect(() => parseOptions(['--epochs', 'x'], defaults)).toThrow("--epochs takes a whole number from 1 on, not 'x'");
    expect(() => parseOptions(['--epochs', '0'], defaults)).toThrow("--epochs takes a whole number from 1 on, not '0'");
    expect(() => parseOptions(['--seed='], defaults)).toThrow("--seed takes a whole number from 0 on, not ''");
    expect(() => parseOptions(['--epoch', '1'], defaults)).toThrow("Unknown option '--epoch'");
  });

  test('a bar fills with the steps', () => {
    expect(barText(0, 4)).toBe(`▕${' '.repeat(28)}▏   0 %`);
    expect(barText(2, 4)).toBe(`▕${'█'.repeat(14)}${' '.repeat(14)}▏  50 %`);
    expect(barText(4, 4)).toBe(`▕${'█'.repeat(28)}▏ 100 %`);
  });

  test('a bar moves on terminals alone; stages are always told', () => {
    const written = (isTTY: boolean, columns = 80): string => {
      let text = '';
      const stream = {
        isTTY,
        columns,
        write: (part: string) => ((text += part), true),
      } as unknown as NodeJS.WriteStream;
      const bar = progressBar(2, stream);
      bar.step(1, 'half');
      bar.stage('done');
      return text;
    };
    expect(written(false)).toBe('done\n');
    expect(written(true)).toContain('50 %  half');
    expect(written(true, 12)).toContain('\r\u001B[2K▕██████████\r');
    expect(written(true).endsWith('\r\u001B[2Kdone\n')).toBe(true);
  });

  test('a running mean begins as a plain one and follows', () => {
    const [raw, smooth] = lossCurve([4, 2, 0]);
    expect(raw!.points).toEqual([
      [1, 4],
      [2, 2],
      [3, 0],
    ]);
    expect(smooth!.points).toEqual([
      [1, 4],
      [2, 3],
      [3, 2],
    ]);
  });

  test('random numbers follow from the seed, over the edge of what is drawn at once', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 3000 }, () => random.whole(2, 5));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(new Set(draw(1))).toEqual(new Set([2, 3, 4]));
  });

  test('a report writes a curve as SVG and as PNG and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'atrous-report-'));
    try {
      const report = new Report(join(folder, 'deep', 'er'));
      await report.chart('loss', lossCurve(values(rand([9]))), { title: 'A & B', x: 'step', y: 'loss' });
      const svg = readFileSync(join(report.folder, 'loss.svg'), 'utf8');
      expect(svg).toContain('<title>A &amp; B</title>');
      expect(existsSync(join(report.folder, 'loss.png'))).toBe(true);
      expect(String(report)).toBe(`Written to ${report.folder}:\n  loss.svg\n  loss.png`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
