/**
 * @file `npm run test:golden [-- FAMILY …]`: PyTorch's answers, counted per family.
 *
 * The folder comes from `ATROUS_GOLDEN` (default: the project's own copy). Gradients are counted apart; what is skipped
 * is listed by the row of the parity table that says so.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, install, run } from './run.mjs';

install();
const folder = mkdtempSync(join(tmpdir(), 'atrous-golden-'));
const report = join(folder, 'report.json');
const families = process.argv.slice(2);
const code = run(
  process.execPath,
  [bin('vitest/vitest.mjs'), 'run', 'tests/golden', '--reporter=json', `--outputFile=${report}`, '--reporter=dot'],
  { env: families.length > 0 ? { ATROUS_GOLDEN_FAMILIES: families.join(',') } : {}, quiet: true },
);

const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap((file) => file.assertionResults);
rmSync(folder, { recursive: true });

const empty = () => ({ passed: 0, failed: 0, skipped: 0, 'grad passed': 0, 'grad failed': 0, 'grad skipped': 0 });
const rows = new Map();
const reasons = new Map();
for (const { title, status, ancestorTitles } of tests) {
  const family = ancestorTitles[0];
  if (!rows.has(family)) rows.set(family, empty());
  const [name, reason] = title.split(' — ');
  const outcome = status === 'passed' || status === 'failed' ? status : 'skipped';
  rows.get(family)[name.endsWith(', gradients') ? `grad ${outcome}` : outcome]++;
  if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
}

const line = (cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(22) : String(cell).padStart(14))).join(''));
line(['family', ...Object.keys(empty())]);
const total = empty();
for (const [family, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  line([family, ...Object.values(row)]);
  for (const key of Object.keys(total)) total[key] += row[key];
}
line(['all', ...Object.values(total)]);
console.log('\nSkipped, by the row of docs/parity.md that says so:');
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
  console.log(`${String(count).padStart(6)}  ${reason}`);
console.log(
  `\n${total.passed + total['grad passed']} passed, ${total.failed + total['grad failed']} failed, ${total.skipped + total['grad skipped']} skipped`,
);
process.exitCode = code;
