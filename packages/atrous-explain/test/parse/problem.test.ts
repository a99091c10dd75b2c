import { describe, expect, test } from 'vitest';
import { formatProblem, parseNetwork } from 'atrous-explain';

function diagrams(text: string): string {
  return parseNetwork(text)
    .problems.map((problem) => formatProblem(text, problem))
    .join('\n');
}

describe('formatProblem', () => {
  test('shows the line with carets under the place, and the hint', () => {
    expect(diagrams('nn.ReLU()\nnn.Conv2D(3, 8, 3)')).toBe(
      "2:4: error: module 'torch.nn' has no attribute 'Conv2D'\n" +
        '  nn.Conv2D(3, 8, 3)\n' +
        '     ^^^^^^\n' +
        '  Did you mean `Conv2d`?',
    );
  });

  test('counts characters, not UTF-16 units, and shows a tab as one space', () => {
    expect(diagrams('\tx = "😀"; nn.Nix()')).toBe(
      "1:14: error: module 'torch.nn' has no attribute 'Nix'\n   x = \"😀\"; nn.Nix()\n               ^^^\n  Did you mean `Mish`?".replace(
        '\n  Did you mean `Mish`?',
        '',
      ),
    );
  });

  test('marks only the first line of a place that goes over several', () => {
    expect(diagrams('nn.Conv2d(\n  3\n)').split('\n').slice(1, 3)).toEqual(['  nn.Conv2d(', '  ^^^^^^^^^^']);
  });

  test('cuts a long line round the place', () => {
    const rows = diagrams(`${'nn.ReLU(), '.repeat(50)}nn.Nix(), ${'nn.ReLU(), '.repeat(50)}`).split('\n');
    expect(rows[1]!.startsWith('  …')).toBe(true);
    expect(rows[1]!.endsWith('…')).toBe(true);
    expect(rows[1]!.slice(rows[2]!.indexOf('^'), rows[2]!.lastIndexOf('^') + 1)).toBe('Nix');
  });
});
