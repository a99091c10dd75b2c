/**
 * @file The browser of the tests. Unpacks the Chromium that `@sparticuz/chromium` carries, once, beside the installed package.
 *
 * The package's own launcher unpacks into the machine's temporary folder and reuses whatever lies there; this one keys
 * the folder by version and appears whole or not at all.
 */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const pack = join(modules, '@sparticuz', 'chromium');

/** Libraries and fonts are archives; the browser itself is a bare file. */
const ARCHIVES = ['al2023', 'fonts', 'swiftshader'];

function unpackInto(folder) {
  const read = (name) => brotliDecompressSync(readFileSync(join(pack, 'bin', `${name}.br`)));
  for (const name of ARCHIVES) execFileSync('tar', ['-x', '-C', folder], { input: read(`${name}.tar`) });
  const program = join(folder, 'chromium');
  writeFileSync(program, read('chromium'));
  chmodSync(program, 0o755);
}

/** The browser's program and the folder of its libraries, or undefined where this machine has none. */
export function chromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(pack)) return undefined;
  const { version } = JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8'));
  const folder = join(modules, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const draft = mkdtempSync(`${folder}-`);
    unpackInto(draft);
    try {
      renameSync(draft, folder);
    } catch {
      rmSync(draft, { recursive: true }); // another process was first
    }
  }
  return { program: join(folder, 'chromium'), libraries: join(folder, 'lib') };
}

/** Starts the browser; only where `chromium()` found one. @param args  further switches of its command line */
export async function launch({ args = [] } = {}) {
  const { program, libraries } = chromium();
  const playwright = createRequire(join(modules, 'package.json'))('playwright-core');
  return playwright.chromium.launch({
    executablePath: program,
    args,
    env: { ...process.env, LD_LIBRARY_PATH: `${libraries}:${process.env['LD_LIBRARY_PATH'] ?? ''}` },
  });
}
