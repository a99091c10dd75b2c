/** @file Running other programs, for the scripts beside this file; what they do is told on stderr. Plain JavaScript: it works before anything is installed. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program in `cwd`, its output shown as it comes; returns the exit code. */
export function run(command, args, { cwd = ROOT, env = {}, quiet = false } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error) throw error;
  if (quiet && status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status ?? 1;
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Installs the packages of `folder` when there are none, or older ones than its lock file. */
export function install(folder = ROOT, why = '') {
  const installed = modified(join(folder, 'node_modules', '.package-lock.json'));
  if (installed > modified(join(folder, 'package-lock.json'))) return;
  console.error(`Installing packages${why} …`);
  const code = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  if (code !== 0) {
    console.error('npm ci failed: is the npm registry reachable?');
    process.exit(code);
  }
}

/** Path of a program that an installed package brings, to be run with `process.execPath`. */
export const bin = (path, folder = ROOT) => join(folder, 'node_modules', path);

/** Packages that Node gets bundled (scripts/bundle.mjs). */
const BUNDLED = ['atrous', 'atrous-explain'];

/** Whether a package has no bundle, or one that is older than its sources or what says how it is made. */
function lacksBundle(name) {
  const folder = join(ROOT, 'packages', name);
  const sources = [join(folder, 'src'), join(folder, 'package.json'), join(ROOT, 'scripts', 'bundle.mjs')];
  return modified(join(folder, 'bundle', 'index.js')) < Math.max(...sources.map(youngest));
}

/** Removes what the compiler has written of sources that are gone: packages would hold it. */
function removeStrays() {
  for (const name of readdirSync(join(ROOT, 'packages'))) {
    const [src, dist] = ['src', 'dist'].map((part) => join(ROOT, 'packages', name, part));
    if (!existsSync(join(dist, '.tsbuildinfo'))) continue;
    for (const file of readdirSync(dist, { recursive: true })) {
      const [, path] = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
      if (path !== undefined && !existsSync(join(src, `${path}.ts`))) rmSync(join(dist, file));
    }
  }
}

/** Bundles what has changed; returns the exit code. */
export function bundle() {
  const names = BUNDLED.filter(lacksBundle);
  return names.length === 0 ? 0 : run(process.execPath, [join(ROOT, 'scripts', 'bundle.mjs'), ...names]);
}

/** Compiles what has changed, and bundles it. */
export function build() {
  const started = Date.now();
  const first = !existsSync(join(ROOT, 'packages', 'atrous-cli', 'dist', 'main.js'));
  if (first) console.error('Building …');
  const code = run(process.execPath, [bin('typescript/bin/tsc'), '-b']) || bundle();
  removeStrays();
  if (code !== 0) process.exit(code);
  if (first) console.error(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** When the youngest file below `path` was written; what npm or a build put there does not count. */
function youngest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modified(path);
  const names = readdirSync(path).filter((name) => !['node_modules', 'bundle', 'dist', 'test'].includes(name));
  return Math.max(0, ...names.map((name) => youngest(join(path, name))));
}

/** Bundles the studio when it is not there, or older than its sources or the packages that it is made of. */
export function buildStudio() {
  const folder = join(ROOT, 'packages', 'atrous-studio');
  const sources = [folder, ...['atrous', 'atrous-explain'].map((name) => join(ROOT, 'packages', name, 'src'))];
  if (!existsSync(folder) || modified(join(folder, 'dist', 'index.html')) > Math.max(...sources.map(youngest))) return;
  const started = Date.now();
  console.error('Building the studio …');
  const args = [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
  // A test runner's own NODE_ENV would make another build of it.
  const code = run(process.execPath, args, { cwd: folder, env: { NODE_ENV: 'production' } });
  if (code !== 0) process.exit(code);
  console.error(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
