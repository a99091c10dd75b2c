import { describe, expect, test } from 'vitest';
import { csvTable, markdownTable } from '../../src/table/forms.js';
import { textTable } from '../../src/table/text.js';
import { textWidth } from '../../src/table/width.js';

const columns = [{ title: 'name' }, { title: 'text' }, { title: 'count', right: true }];

describe('tables', () => {
  test('fold one column to the width of the terminal', () => {
    const rows = [
      ['a', 'one two three four five six', '1'],
      ['bb', '七', '12'],
    ];
    expect(textTable({ columns, rows, folded: 1 }, 40)).toBe(`name  text                         count
────────────────────────────────────────
a     one two three four five six      1
bb    七                              12`);
    expect(textTable({ columns, rows, folded: 1 }, 38).split('\n').slice(2, 4)).toEqual([
      'a     one two three four five        1',
      '        six',
    ]);
  });

  test('put it above the others where it has no room', () => {
    const rows = [['a-long-name', 'one two three four five six', '1']];
    expect(textTable({ columns, rows, folded: 1 }, 30).split('\n').slice(3)).toEqual([
      'a-long-name  one two three',
      '    four five six',
      '        1',
    ]);
  });

  test('of Markdown and CSV keep pipes, quotes and spaces', () => {
    expect(
      markdownTable(columns, [['  a|b', 'c', '1']])
        .split('\n')
        .slice(1),
    ).toEqual(['| --- | --- | ---: |', '| \u00A0\u00A0a\\|b | c | 1 |']);
    expect(csvTable(['a', 'b'], [['x, "y"', null]])).toBe('a,b\n"x, ""y""",');
  });

  test('count Chinese characters as two columns', () => {
    expect(textWidth('步幅 2：')).toBe(8);
  });
});
