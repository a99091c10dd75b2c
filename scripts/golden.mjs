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

const empty = () => ({ passed: 0, failed: 0, skipped: 0, gradients: 0 });
const rows = new Map();
const reasons = new Map();
for (const { title, status, ancestorTitles } of tests) {
  const family = ancestorTitles[0];
  if (!rows.has(family)) rows.set(family, empty());
  const [name, reason] = title.split(' — ');
  if (name.endsWith(', gradients')) rows.get(family).gradients++;
  else rows.get(family)[status === 'passed' || status === 'failed' ? status : 'skipped']++;
  if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
}

const line = (cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(22) : String(cell).padStart(10))).join(''));
line(['family', 'passed', 'failed', 'skipped', 'gradients skipped']);
const total = empty();
for (const [family, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  line([family, row.passed, row.failed, row.skipped, row.gradients]);
  for (const key of Object.keys(total)) total[key] += row[key];
}
line(['all', total.passed, total.failed, total.skipped, total.gradients]);
console.log('\nSkipped, by the row of docs/parity.md that says so:');
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
  console.log(`${String(count).padStart(6)}  ${reason}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped + total.gradients} skipped`);
process.exitCode = code;
