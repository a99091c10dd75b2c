/** @file TikZ: every mark once and in order, styles and colours defined before they are used, texts that TeX can read. */

import { describe, expect, test } from 'vitest';
import { drawOrder, renderTikz, type Scene, scene } from '../../src/index.js';
import { EXAMPLES } from './examples.js';

/** Whether braces are balanced and none closes too early. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/(?<!\\)[{}]/g)) {
    depth += sign === '{' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(EXAMPLES)('$name is a whole document with every mark', ({ state, time }) => {
    const drawn = scene(state, time);
    const tex = renderTikz(drawn, { theme });
    const body = tex.slice(tex.indexOf('\\begin{tikzpicture}'), tex.indexOf('\\end{tikzpicture}'));
    expect(isBalanced(tex)).toBe(true);
    expect(tex).toMatch(/\\begin\{document\}[^]*\\end\{document\}\n$/);
    const kinds = body.match(/^\\(?:path|node)/gm)!.map((command) => (command === '\\node' ? 'text' : 'shape'));
    expect(kinds).toEqual(drawOrder(drawn).map(({ kind }) => (kind === 'text' ? 'text' : 'shape')));
    const defined = new Set([...tex.matchAll(/\\tikzset\{([^/]+)\/.style/g)].map(([, name]) => name));
    for (const [, style] of body.matchAll(/\\path\[(atrous[^,\]]+)/g)) expect(defined).toContain(style);
    const colours = new Set([...tex.matchAll(/\\definecolor\{(\w+)\}/g)].map(([, name]) => name));
    for (const [, colour] of tex.matchAll(/(?:fill|draw|text|color)=(colour\w+)/g)) expect(colours).toContain(colour);
    expect(body).not.toMatch(/NaN|undefined|Infinity/);
    // Letters that the usual fonts lack are spelled as mathematics; comments may hold anything.
    // oxlint-disable-next-line no-control-regex -- everything but ASCII
    expect(body).not.toMatch(/[^\u0000-\u007F]/);
  });
});

test("TeX's own signs are escaped, and Chinese asks for its package", () => {
  const text = '50% of a_b & {c} #1 ^~ $x$ \\end';
  const hostile: Scene = {
    width: 10,
    height: 10,
    rects: [],
    lines: [],
    paths: [],
    texts: [{ role: 'note', x: 1, y: 1, text, size: 12, anchor: 'start' }],
    grids: [],
    legend: [],
    title: 'one\nline',
    description: '',
    sentence: '',
    lang: 'zh',
  };
  const tex = renderTikz(hostile);
  expect(tex).toContain(
    '{50\\% of a\\_b \\& \\{c\\} \\#1 \\textasciicircum{}\\textasciitilde{} \\$x\\$ \\textbackslash{}end};',
  );
  expect(tex.split('\n')[0]).toBe('% one line');
  expect(tex).toContain('\\usepackage{ctex}');
});
