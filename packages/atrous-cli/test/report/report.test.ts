import { describe, expect, it } from 'vitest';
import { htmlReport, type ReportData } from '../../src/report/index.js';
import { formatBytes, formatCount, formatTime } from 'atrous-explain/read';

const png = Uint8Array.of(137, 80, 78, 71, 1, 2, 3);
const NASTY = `<script>alert("x")</script> & 'y'`;
const ESCAPED = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;';

const layer: ReportData['layers'][number] = {
  name: '0',
  text: 'Conv2d(3, 64, kernel_size=(7, 7))',
  inputs: [[1, 3, 304, 228]],
  output: [1, 64, 152, 114],
  formulas: [{ axis: 'H', text: '⌊(304 + 2·3 − 7) / 2⌋ + 1 = 152' }],
  parameters: 9408,
  macs: 163021824,
  activationBytes: 4435968,
  receptiveField: [7, 5],
  stride: ['2', '1/2'],
  milliseconds: 612.3,
  notes: ['1 padded row is never read.'],
  figures: [
    { kind: 'channels', image: { png, height: 10, width: 20, alt: 'all channels' }, caption: 'The channels.' },
    { kind: 'heat', image: { png, height: 10, width: 20, alt: 'heat' }, caption: 'The heat.' },
  ],
};

const data: ReportData = {
  title: 'A report',
  network: 'Sequential(\n  (0): Conv2d(…)\n)',
  input: {
    image: { png, height: 304, width: 228, alt: 'the picture' },
    source: 'cat.jpg',
    shape: [1, 3, 304, 228],
    preprocessing: ['resized', 'divided by 255'],
  },
  weights: 'drawn with seed 0',
  layers: [
    layer,
    {
      ...layer,
      name: '1',
      text: 'ReLU()',
      macs: 0,
      formulas: [],
      receptiveField: undefined,
      stride: undefined,
      figures: [],
    },
  ],
  totals: { parameters: 9408, macs: 163021824, activationBytes: 8871936, milliseconds: 1616 },
  producedBy: 'atrous 0.1.0',
};

describe('htmlReport', () => {
  const html = htmlReport(data);

  it('is one file: no other host, no script, every picture inside', () => {
    expect(html).not.toMatch(/https?:|\/\/[a-z]|<script|@import|url\(/i);
    const sources = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
    for (const source of sources) expect(source).toMatch(/^(data:|#)/);
    expect(html.match(/<img /g)).toHaveLength(3);
  });

  it('carries the bytes of the pictures unchanged', () => {
    const [, base64] = /data:image\/png;base64,([^"]+)/.exec(html)!;
    expect(new Uint8Array(Buffer.from(base64!, 'base64'))).toEqual(png);
  });

  it('escapes every text', () => {
    const nasty = htmlReport({
      title: NASTY,
      network: NASTY,
      input: { image: { ...data.input.image, alt: NASTY }, source: NASTY, shape: [1], preprocessing: [NASTY] },
      weights: NASTY,
      layers: [
        {
          ...layer,
          name: NASTY,
          text: NASTY,
          formulas: [{ axis: NASTY, text: NASTY }],
          notes: [NASTY],
          figures: [{ kind: 'filters', image: { ...data.input.image, alt: NASTY }, caption: NASTY }],
        },
      ],
      totals: data.totals,
      producedBy: NASTY,
    });
    expect(nasty).not.toContain('<script');
    expect(nasty).not.toContain(`'y'`);
    expect(nasty.split(ESCAPED).length).toBeGreaterThan(14);
  });

  it('has a language, a title, one main heading, and headings in order', () => {
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<title>A report</title>');
    const levels = [...html.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1));
  });

  it('has alternative text for each picture, and every id only once', () => {
    for (const [image] of html.matchAll(/<img [^>]*>/g)) expect(image).toMatch(/ alt="[^"]+"/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/(?:href="#|labelledby=")([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('sets the table with headers, shapes, formulas and totals', () => {
    expect(html.match(/<th scope="col"/g)).toHaveLength(8);
    expect(html.match(/<th scope="row"/g)).toHaveLength(3);
    expect(html).toContain('1 × 3 × 304 × 228<br>→ 1 × 64 × 152 × 114');
    expect(html).toContain('<b>H</b>⌊(304 + 2·3 − 7) / 2⌋ + 1 = 152');
    for (const value of ['9,408', '163,021,824', '4.23 MiB', '7 × 5', '2 × 1/2', '612 ms', '8.46 MiB', '1.6 s', '–'])
      expect(html).toContain(`<td class="number">${value}`);
  });

  it('states preprocessing, weights, network and captions', () => {
    for (const words of [
      '<li>resized</li>',
      'drawn with seed 0',
      '(0): Conv2d(…)',
      'The heat.',
      '1 padded row is never read.',
    ])
      expect(html).toContain(words);
  });

  it('suits light and dark, phones and paper', () => {
    for (const rule of ['prefers-color-scheme: dark', 'max-width: 640px', '@media print', 'width=device-width'])
      expect(html).toContain(rule);
  });
});

describe('units', () => {
  it('writes counts, bytes and times for people', () => {
    expect([0, 999, 1000, 163577856].map(formatCount)).toEqual(['0', '999', '1,000', '163,577,856']);
    expect([12, 1024, 4435968, 3 * 2 ** 30].map(formatBytes)).toEqual(['12 bytes', '1 KiB', '4.23 MiB', '3 GiB']);
    expect([0.4231, 9.9, 812.4, 1300].map(formatTime)).toEqual(['0.42 ms', '9.9 ms', '812 ms', '1.3 s']);
  });
});
