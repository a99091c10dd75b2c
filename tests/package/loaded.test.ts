/** @file What Node loads for an import, and for a command: few files, and one copy of everything. */

import { isAscii } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { build } from '../../scripts/run.mjs';
import { DENO, NODE_24, ROOT } from './environment.js';

build();

const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** Says which modules are loaded, at once: these hooks have a thread of their own, which ends with the process. */
const HOOKS = dataUrl(`import { writeSync } from 'node:fs';
export function load(url, context, next) {
  writeSync(2, 'loaded ' + url + '\\n');
  return next(url, context);
}`);
const REGISTER = dataUrl(`import { register } from 'node:module'; register(${JSON.stringify(HOOKS)});`);

/** A folder that sees all packages. */
const PLACE = join(ROOT, 'packages', 'atrous-cli');

/** Modules that a process of Node loads, as paths below the root; one per name for packages of others. */
function loadedBy(...words: readonly string[]): string[] {
  const { status, stderr } = spawnSync(process.execPath, ['--import', REGISTER, ...words], {
    cwd: PLACE,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const urls = Array.from(stderr.matchAll(/^loaded (file:.*)$/gm), ([, url]) => fileURLToPath(url!));
  const paths = urls.map((path) => relative(ROOT, path).replaceAll('\\', '/'));
  return [...new Set(paths.map((path) => path.replace(/^(node_modules\/(@[^/]+\/)?[^/]+)\/.*/, '$1')))].sort();
}

const importing = (...names: readonly string[]): string[] =>
  loadedBy('--input-type=module', '-e', names.map((name) => `import '${name}';`).join('\n'));

const bundle = (...paths: readonly string[]): string[] =>
  paths.map((path) => `packages/atrous/bundle/${path}.js`).sort();

const CORE = ['chunks/core', 'chunks/layers', 'chunks/rolldown-runtime'];

describe('an import', () => {
  test('of the library loads five files: no calibration, no schedules', () => {
    expect(importing('atrous')).toEqual(bundle('index', 'chunks/engine', ...CORE));
    expect(importing('atrous/engine')).toContain('packages/atrous/bundle/chunks/calibrate.js');
    expect(importing('atrous/optim/lr-scheduler')).toEqual(bundle('optim/lr-scheduler', ...CORE));
  });

  test('of geometry or layers loads no tensors', () => {
    expect(importing('atrous/geometry')).toEqual(bundle('geometry', 'chunks/geometry', 'chunks/layers'));
    expect(importing('atrous/spec')).toEqual(bundle('spec', 'chunks/geometry', 'chunks/layers'));
  });

  test('of files and data loads no engine', () => {
    expect(importing('atrous/io', 'atrous/data')).toEqual(bundle('io', 'data', 'chunks/text', ...CORE));
  });

  test('of the reader of networks loads no pictures', () => {
    const loaded = importing('atrous-explain/read').filter((path) => path.startsWith('packages/'));
    const explain = loaded.filter((path) => path.startsWith('packages/atrous-explain/'));
    expect(explain).toContain('packages/atrous-explain/bundle/read.js');
    expect(explain.filter((path) => /\/(index|pictures|animation|scene)\.js$/.test(path))).toEqual([]);
    expect(explain.length).toBeLessThan(5);
    expect(loaded.filter((path) => !explain.includes(path))).toEqual(
      bundle('spec', 'chunks/geometry', 'chunks/layers'),
    );
  });
});

test('bundles are written in ASCII: other letters double the text of a file in memory, and read more slowly', () => {
  for (const name of ['atrous', 'atrous-explain']) {
    const folder = join(ROOT, 'packages', name, 'bundle');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
    expect(files.length).toBeGreaterThan(4);
    for (const path of files) expect(isAscii(readFileSync(join(folder, path))), path).toBe(true);
  }
});

test('atrous shape loads its own words and what it reads them with', () => {
  const loaded = loadedBy('bin/atrous.js', 'shape', 'nn.Conv2d(3, 64, 7, stride=2, padding=3)', '--in', '3,224,224');
  const command = loaded.filter((path) => path.startsWith('packages/atrous-cli/'));
  expect(loaded.filter((path) => path.startsWith('node_modules/'))).toEqual([
    'node_modules/@lezer/common',
    'node_modules/@lezer/highlight',
    'node_modules/@lezer/lr',
    'node_modules/@lezer/python',
    'node_modules/commander',
  ]);
  expect(loaded).not.toContain('packages/atrous/bundle/chunks/core.js');
  expect(loaded).not.toContain('packages/atrous-explain/bundle/index.js');
  expect(command.length).toBeLessThan(25);
  expect(loaded.length).toBeLessThan(38);
});

/** Every entry, and what proves that they are parts of one library: classes, the engine in use, its memory. */
const ONE_LIBRARY = `
import * as atrous from 'atrous';
import { Linear } from 'atrous/nn';
import { conv2d } from 'atrous/functional';
import { formatSafetensors, parseSafetensors } from 'atrous/io';
import { engineMemory } from 'atrous/engine';
import { windowCount } from 'atrous/geometry';
import { layerSpec } from 'atrous/spec';
import { SGD } from 'atrous/optim';
import { StepLR } from 'atrous/optim/lr-scheduler';
import { TensorDataset } from 'atrous/data';
import 'atrous/vision';

const refusal = (run) => { try { run(); } catch (error) { return error; } };
const x = atrous.rand([1, 4, 8, 8]);
const before = engineMemory().total;
conv2d(x, atrous.rand([4, 4, 3, 3]));
const saved = parseSafetensors(formatSafetensors(new Map([['x', x]]))).tensors.get('x');
const layer = new Linear(2, 2);
console.log(JSON.stringify([
  before,
  engineMemory().total > 0,
  saved instanceof atrous.Tensor && atrous.equal(saved, x),
  layer instanceof atrous.nn.Linear,
  refusal(() => layerSpec('Conv2d', [3, 4, 3], { groups: 2 })) instanceof atrous.AtrousError,
  refusal(() => windowCount(1, { kernel: 3, stride: 1, before: 0, after: 0, dilation: 1 })) === undefined,
  SGD === atrous.optim.SGD,
  new StepLR(new SGD(layer.parameters(), { lr: 1 }), 1).getLastLr()[0] === 1,
  new TensorDataset(x).get(0)[0] instanceof atrous.Tensor,
]));
`;

describe.each([
  ['this Node', process.execPath, ['--input-type=module', '-e']],
  ['Node 24', NODE_24, ['--input-type=module', '-e']],
  ['Deno', DENO, ['eval']],
] as const)('in %s', (_, program, words) => {
  test.skipIf(!program)('all entries are parts of one library', () => {
    const { stdout, stderr } = spawnSync(program!, [...words, ONE_LIBRARY], { cwd: PLACE, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([0, ...Array<true>(8).fill(true)]);
  });
});
