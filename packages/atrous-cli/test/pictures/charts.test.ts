import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { colourAt, greyPicture, HEAT, heatOverlay, mappedPicture } from 'atrous-explain/pictures';
import { gallery } from '../../src/pictures/gallery.js';
import { lineChart, type Series } from '../../src/pictures/line-chart.js';
import { matrix } from '../../src/pictures/matrix.js';
import { encodeSvg } from '../../src/pictures/png.js';
import { linearTicks, logTicks } from '../../src/pictures/ticks.js';
import { vectorText, vectorTextWidth } from '../../src/pictures/vector-text.js';
import { showsText } from './find-text.js';

describe('ticks', () => {
  it('are round numbers inside the range', () => {
    expect(linearTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(1, 540, 8)).toEqual([100, 200, 300, 400, 500]);
    expect(linearTicks(-0.03, 0.07)).toEqual([-0.02, 0, 0.02, 0.04, 0.06]);
    expect(linearTicks(3, 3)).toEqual([3]);
  });

  it('of a log axis are powers of ten, with 2 and 5 between them where there is room', () => {
    expect(logTicks(0.0011, 2.3)).toEqual([0.01, 0.1, 1]);
    expect(logTicks(0.03, 2.3)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  });
});

describe('text as paths', () => {
  it('stands at its start, its middle or its end', () => {
    const xs = (align: 'left' | 'centre' | 'right'): number[] =>
      [...vectorText('HH', 100, 50, { size: 10, colour: 'red', align }).matchAll(/[ML]([\d.]+) /g)].map(([, x]) =>
        Number(x),
      );
    const width = vectorTextWidth('HH', 10);
    // H is 7 units wide, with 3 between two.
    expect(width).toBe(17);
    expect([Math.min(...xs('left')), Math.max(...xs('left'))]).toEqual([100, 117]);
    expect([Math.min(...xs('centre')), Math.max(...xs('centre'))]).toEqual([91.5, 108.5]);
    expect([Math.min(...xs('right')), Math.max(...xs('right'))]).toEqual([83, 100]);
  });
});

describe('lineChart', () => {
  const falling: Series = {
    name: 'loss',
    colour: [1, 2, 3],
    points: [1, 2, 3, 4, 5].map((x) => [x, 10 / 2 ** x] as const),
  };
  const pathsOf = (svg: string): string[] =>
    [...svg.matchAll(/<path d="([^"]*)" fill="none" stroke="rgb\(1,2,3\)"/g)].map(([, d]) => d!);
  const pointsOf = (d: string): number[][] =>
    [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

  it('draws a halving loss as a straight line on a log axis, and as a bent one on a linear axis', () => {
    const slopes = (scale: 'log' | 'linear'): number[] => {
      const [d] = pathsOf(lineChart([falling], { title: 't', x: 'step', y: 'loss', scale }));
      const ys = pointsOf(d!).map(([, y]) => y!);
      return ys.slice(1).map((y, i) => y - ys[i]!);
    };
    const straight = slopes('log');
    // Coordinates are rounded to a hundredth of a pixel.
    for (const slope of straight) expect(Math.abs(slope - straight[0]!)).toBeLessThanOrEqual(0.021);
    const [first, second] = slopes('linear');
    expect(first! / second!).toBeCloseTo(2, 2);
  });

  it('leaves a gap where a value is no number, and on a log axis where it is not above 0', () => {
    const points = [
      [1, 1],
      [2, NaN],
      [3, 2],
      [4, 0],
      [5, 4],
    ] as const;
    const moves = (scale: 'log' | 'linear'): string =>
      pathsOf(lineChart([{ ...falling, points }], { title: 't', x: 'x', y: 'y', scale }))[0]!.replaceAll(/[^ML]/g, '');
    expect(moves('linear')).toBe('MMLL');
    expect(moves('log')).toBe('MMM');
  });

  it('says in words what it shows, escaped', () => {
    const svg = lineChart([falling, { ...falling, name: '' }], { title: 'a < b', x: 'step', y: 'loss' });
    expect(svg).toContain('<title>a &lt; b</title>');
    expect(svg).toContain('<desc>a &lt; b: loss from 5 to 0.313.</desc>');
  });

  it('takes no points, one, and equal ones', () => {
    for (const points of [
      [],
      [[1, 2]],
      [
        [1, 2],
        [2, 2],
      ],
    ] as Series['points'][])
      for (const scale of ['linear', 'log'] as const)
        expect(lineChart([{ ...falling, points }], { title: 't', x: 'x', y: 'y', scale })).not.toMatch(/NaN|Infinity/);
  });

  it('becomes a PNG of twice the size', async () => {
    const png = await encodeSvg(lineChart([falling], { title: 't', x: 'step', y: 'loss' }));
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1760, height: 1000 });
  });
});

describe('matrix', () => {
  it('shows every count but the zeros beside the diagonal, and counts the diagonal', () => {
    const figure = matrix(
      [
        [7, 0],
        [12, 0],
      ],
      { title: 'who is who', rows: 'truth', columns: 'said', names: ['a', 'b'] },
    );
    expect(figure.caption).toBe('who is who. 7 of 19 lie on the diagonal. Rows are truth, columns said.');
    expect(showsText(figure, 'a', { bold: true })).toBe(true);
    const blank = [244, 244, 241].join();
    const blanks = Array.from({ length: figure.rgb.length / 3 }, (_, i) => figure.rgb.slice(3 * i, 3 * i + 3).join());
    // Two cells of 42 × 42 are blank, one of them but for its 0.
    const count = blanks.filter((colour) => colour === blank).length;
    expect(count).toBeGreaterThan(42 * 42);
    expect(count).toBeLessThan(2 * 42 * 42);
  });
});

describe('gallery', () => {
  it('draws rows of pictures, enlarged, with names and labels', () => {
    const picture = greyPicture([0, 1, 0.5, 2], 2, 2);
    expect([...picture.rgb].filter((_, i) => i % 3 === 0)).toEqual([0, 255, 128, 255]);
    const rows = [
      { name: 'first', pictures: [{ picture, label: 'p' }, { picture }] },
      { name: 'second', pictures: [{ picture, colour: [200, 0, 0] as const }] },
    ];
    const figure = gallery(rows, { title: 'things', zoom: 20 });
    expect(figure.caption).toBe('things. From the top: first, second.');
    expect(showsText(figure, 'second')).toBe(true);
    const white = Array.from(figure.rgb).filter(
      (value, i, all) => i % 3 === 0 && Math.min(value, all[i + 1]!, all[i + 2]!) === 255,
    );
    expect(white).toHaveLength(3 * 2 * 20 * 20);
  });

  it('shows values in the colours of a map, and heat over grey', () => {
    const picture = mappedPicture([0, 5, 10], 1, 3, { colours: HEAT, low: 0, high: 10 });
    expect([...picture.rgb]).toEqual([0, 0.5, 1].flatMap((t) => [...colourAt(HEAT, t)]));
    const overlay = heatOverlay(greyPicture([0.5, 0.5], 1, 2), Float32Array.of(0, 1));
    const [, , , red] = overlay.rgb;
    expect(red).toBe(Math.round(0.1 * 128 + 0.9 * colourAt(HEAT, 1)[0]));
  });
});
