/** @file Measures what the options name, prints tables, writes JSON. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { modesOf, modeTitle, PASSES } from './modes.mjs';
import { library, torch, torchVersion } from './process.mjs';
import { readShapes, select } from './shapes.mjs';
import { summary, tableHead, tableRow } from './table.mjs';

/** Rivals with their packages. */
export const RIVALS = {
  'onnxruntime-web': 'onnxruntime-web',
  tfjs: '@tensorflow/tfjs-backend-wasm',
  'jax-js': '@jax-js/jax',
  'onnxruntime-node': 'onnxruntime-node',
};

/** Version of an installed package, or null. */
export function installed(/** @type {string} */ name) {
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

/** This machine, for the head of a report. */
export function machineHere() {
  return { cpu: cpus()[0]?.model ?? '?', cores: cpus().length, platform: `${platform()} ${arch()}` };
}

/** @param {import('./options.mjs').Options} options */
export async function main(options) {
  const all = readShapes(options.shapes, options.batch);
  const layers = options.only ? select(all, options.only) : all;
  const versions = rivals(options.rivals);
  const machine = machineHere();
  console.log(`${machine.cpu}, ${machine.platform}, Node ${process.versions.node}, batch ${options.batch}.`);
  console.log(
    Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', '),
  );
  const clock = options.time === 'cpu' ? 'of processor time' : 'of wall-clock time';
  console.log(`Milliseconds ${clock}, minima; in brackets: times the engine (${options.ours.at(-1)}).`);
  const tables = [];
  for (const mode of modesOf(options)) tables.push(await table(mode, layers, Object.keys(versions), options));
  if (options.json) {
    const report = { date: new Date().toISOString(), node: process.versions.node, machine, options, versions, tables };
    writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  }
}

/**
 * One mode, all layers, all libraries; lines are printed as they come.
 *
 * @param {import('./modes.mjs').Mode} mode
 * @param {import('./shapes.mjs').Layer[]} layers
 * @param {string[]} rivals
 * @param {import('./options.mjs').Options} options
 */
async function table(mode, layers, rivals, options) {
  const columns = { ours: options.ours, rivals };
  console.log(`\n### ${modeTitle(mode)}\n\n${tableHead(columns)}`);
  const conditions = { time: options.time, threads: mode.threads };
  const libraries = [
    // The reference is what all others are held to; it has one thread and no kernels.
    library('reference', { ...conditions, threads: 1 }),
    ...options.ours.map((name) => library(name, conditions)),
    ...rivals.map((name) => (name === 'torch' ? torch(conditions) : library(name, conditions))),
  ];
  const rows = [];
  try {
    for (const layer of layers.filter(PASSES[mode.pass].of)) {
      const row = await measure(layer, mode, libraries, options);
      rows.push(row);
      console.log(tableRow(row, columns));
    }
  } finally {
    for (const process of libraries) process.stop();
  }
  console.log(summary(rows, columns));
  return { mode, rows };
}
