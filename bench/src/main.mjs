/** @file Measures what the options name, prints a table, writes JSON. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { library, torch, torchVersion } from './process.mjs';
import { readShapes, select } from './shapes.mjs';
import { summary, tableHead, tableRow } from './table.mjs';

/** Libraries with their packages; ours come first, the reference before all. */
const OURS = ['reference', 'strict', 'default'];
const RIVALS = {
  'onnxruntime-web': 'onnxruntime-web',
  tfjs: '@tensorflow/tfjs-backend-wasm',
  'jax-js': '@jax-js/jax',
  'onnxruntime-node': 'onnxruntime-node',
};

/** Version of an installed package, or null. */
function installed(/** @type {string} */ name) {
  const path = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url));
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : null;
}

/** Versions of the rivals that are wanted and here. */
function rivals(/** @type {string[] | null} */ wanted) {
  /** @type {Record<string, string>} */
  const found = {};
  const names = [...Object.keys(RIVALS), 'torch'];
  const unknown = (wanted ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`--rivals takes ${names.join(', ')}, not ${unknown.join(', ')}`);
  for (const name of wanted ?? names) {
    const version = name === 'torch' ? torchVersion() : installed(RIVALS[/** @type {keyof typeof RIVALS} */ (name)]);
    if (version !== null) found[name] = version;
    else console.log(`${name} is not installed, and left out.`);
  }
  return found;
}

/** @param {import('./options.mjs').Options} options */
export async function main(options) {
  const all = readShapes(options.shapes, options.batch);
  const layers = options.only ? select(all, options.only) : all;
  const versions = rivals(options.rivals);
  const names = [...OURS, ...Object.keys(versions)];
  const machine = { cpu: cpus()[0]?.model ?? '?', cores: cpus().length, platform: `${platform()} ${arch()}` };
  console.log(
    `${machine.cpu}, ${machine.platform}, Node ${process.versions.node}, one thread, batch ${options.batch}.`,
  );
  console.log(
    Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', '),
  );
  const clock = options.time === 'cpu' ? 'of processor time' : 'of wall-clock time';
  console.log(`Milliseconds ${clock}, minima; in brackets: times the engine (default).\n`);
  console.log(tableHead(names));

  const libraries = names.map((name) => (name === 'torch' ? torch(options.time) : library(name, options.time)));
  const rows = [];
  try {
    for (const layer of layers) {
      const row = await measure(layer, libraries, options);
      rows.push(row);
      console.log(tableRow(row, names));
    }
  } finally {
    for (const process of libraries) process.stop();
  }
  console.log(summary(rows, names));
  if (options.json) {
    const report = { date: new Date().toISOString(), node: process.versions.node, machine, options, versions, rows };
    writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  }
}
