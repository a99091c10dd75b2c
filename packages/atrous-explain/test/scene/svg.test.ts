/** @file SVG: well-formed, self-contained, with title and description, and nothing that runs. */

import { describe, expect, test } from 'vitest';
import { renderSvg, type Scene, scene } from '../../src/index.js';
import { EXAMPLES } from './examples.js';

/** Checks that tags nest, attributes are quoted and text is escaped. @returns the names of all elements */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  let end = 0;
  const tag = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)\s*(\/?)>/y;
  while (end < xml.length) {
    const text = /[^<]*/y;
    text.lastIndex = end;
    const between = text.exec(xml)![0];
    expect(between.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    end += between.length;
    if (end === xml.length) break;
    tag.lastIndex = end;
    const found = tag.exec(xml);
    expect(found, `no tag at ${xml.slice(end, end + 80)}`).not.toBeNull();
    const [whole, isEnd, name, , isEmpty] = found!;
    if (isEnd) expect(open.pop()).toBe(name);
    else {
      names.push(name!);
      if (!isEmpty) open.push(name!);
    }
    end += whole.length;
  }
  expect(open).toEqual([]);
  return names;
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(EXAMPLES)('$name is well-formed, with title and description and no script', ({ state, time }) => {
    const drawn = scene(state, time);
    const svg = renderSvg(drawn, { theme });
    const names = elementsOf(svg);
    expect(names.slice(0, 4)).toEqual(['svg', 'title', 'desc', 'style']);
    expect(new Set(names)).not.toContain('script');
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg).toContain(`aria-labelledby="atrous-${theme}-title atrous-${theme}-desc"`);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`id="${id}"`);
  });
});

test('texts from outside are escaped', () => {
  const hostile = `<script>alert("1")</script> & 'x'\u0000`;
  const drawn: Scene = {
    width: 10,
    height: 10,
    rects: [],
    lines: [],
    paths: [],
    texts: [{ role: 'note', x: 1, y: 1, text: hostile, size: 12, anchor: 'start' }],
    grids: [],
    legend: [],
    title: hostile,
    description: hostile,
    sentence: hostile,
  };
  const svg = renderSvg(drawn);
  expect(elementsOf(svg)).not.toContain('script');
  expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;\ufffd');
});

test('a prefix keeps pictures of one page apart', () => {
  const { state, time } = EXAMPLES[0]!;
  const svg = renderSvg(scene(state, time), { prefix: 'figure-3' });
  expect(svg).toContain('id="figure-3-title"');
  expect(svg).not.toContain('atrous-light');
});
