/** @file A fresh process: one library, one layer, from its first line on. What it needs otherwise is loaded before. */

import { coldStart } from './cold-start.mjs';
import { TURNS } from './data.mjs';
import { noise } from './noise.mjs';
import { fanIn, inputShape, weightShape } from './shapes.mjs';
// Ours, but not the library's: what the files in `libraries/` share.
import './libraries/onnxruntime.mjs';
import './libraries/resident.mjs';
import './threads.mjs';

const [name, text] = process.argv.slice(2);
const layer = JSON.parse(text);
const count = (/** @type {number[]} */ shape) => shape.reduce((a, b) => a * b, 1);
const x = noise(1, count(inputShape(layer)));
const weight = noise(99, count(weightShape(layer) ?? []), 1 / Math.sqrt(fanIn(layer)));
const turns = Array.from({ length: TURNS }, () => ({ x, g: new Float32Array(0) }));

try {
  const result = await coldStart(performance.now(), async () => {
    const { prepare } = await import(`./libraries/${name}.mjs`);
    const { run } = await prepare({ layer, pass: 'forward', level: 'api', weight, turns });
    return () => run(0);
  });
  process.send(result, () => process.exit(0));
} catch (error) {
  process.send({ failed: String(error).split('\n')[0] }, () => process.exit(0));
}
