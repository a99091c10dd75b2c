/** @file Layers to be measured: read from JSON, completed and checked; their sizes and their work. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * One layer on one input.
 *
 * @typedef {object} Layer
 * @property {string} id
 * @property {string} name  where it comes from
 * @property {'conv' | 'convTranspose' | 'linear' | 'maxPool'} op
 * @property {number} batch
 * @property {number[]} input  channels (features of `linear`), then spatial sizes
 * @property {number} outChannels
 * @property {number[]} kernel
 * @property {number[]} stride
 * @property {number[]} padding
 * @property {number[]} dilation
 * @property {number[]} outputPadding
 * @property {number} groups
 */

const OPS = ['conv', 'convTranspose', 'linear', 'maxPool'];
const KEYS = ['id', 'name', 'op', 'input', 'outChannels', 'kernel', 'stride', 'padding', 'dilation', 'outputPadding'];

/** The standard shapes: layers of well-known networks. */
export const STANDARD = fileURLToPath(new URL('../shapes.json', import.meta.url));

/** A dozen of them that stand for the rest. */
export const QUICK = ['A1', 'A2', 'A3', 'A5', 'A8', 'A9', 'B3', 'B4', 'B9', 'F2', 'G1', 'J5'];

const product = (/** @type {number[]} */ sizes) => sizes.reduce((a, b) => a * b, 1);

/**
 * Completes what was read: one number per axis everywhere.
 *
 * @param {Record<string, any>} entry
 * @param {number} batch
 * @returns {Layer}
 */
function complete(entry, batch) {
  const where = `shape ${entry.id ?? '?'}`;
  const unknown = Object.keys(entry).filter((key) => ![...KEYS, 'groups'].includes(key));
  if (unknown.length > 0) throw new Error(`${where}: unknown key ${unknown.join(', ')}`);
  if (!OPS.includes(entry.op)) throw new Error(`${where}: op is one of ${OPS.join(', ')}, not ${entry.op}`);
  if (!Array.isArray(entry.input) || entry.input.length < 1) throw new Error(`${where}: input is [channels, …sizes]`);
  const rank = entry.input.length - 1;
  const layer = {
    name: '',
    outChannels: entry.input[0],
    kernel: Array(rank).fill(1),
    stride: Array(rank).fill(1),
    padding: Array(rank).fill(0),
    dilation: Array(rank).fill(1),
    outputPadding: Array(rank).fill(0),
    groups: 1,
    ...entry,
    id: String(entry.id),
    batch,
  };
  for (const key of ['kernel', 'stride', 'padding', 'dilation', 'outputPadding'])
    if (layer[key].length !== rank) throw new Error(`${where}: ${key} has one number per axis, here ${rank}`);
  if (!outputShape(layer).every((size) => Number.isInteger(size) && size > 0))
    throw new Error(`${where}: its output would be ${outputShape(layer).join('×')}`);
  return layer;
}

/**
 * The layers of a file.
 *
 * @param {string} path  JSON: an array of records as in shapes.json
 * @param {number} batch
 * @returns {Layer[]}
 */
export function readShapes(path, batch = 1) {
  const entries = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(entries)) throw new Error(`${path}: an array of shapes is expected`);
  return entries.map((entry) => complete(entry, batch));
}

/**
 * The layers whose id is named, in the order of the file; `A` names A1, A2, ….
 *
 * @param {Layer[]} layers
 * @param {string[]} names
 */
export function select(layers, names) {
  const meant = (/** @type {Layer} */ { id }, /** @type {string} */ name) =>
    id === name || id.replace(/\d+$/, '') === name;
  const missing = names.filter((name) => !layers.some((layer) => meant(layer, name)));
  if (missing.length > 0) throw new Error(`no shape is called ${missing.join(', ')}`);
  return layers.filter((layer) => names.some((name) => meant(layer, name)));
}

/** @param {Layer} layer */
export const inputShape = (layer) => [layer.batch, ...layer.input];

/**
 * @param {Layer} layer
 * @returns {number[] | null} null for layers without weights
 */
export function weightShape({ op, input, outChannels, kernel, groups }) {
  if (op === 'maxPool') return null;
  if (op === 'linear') return [outChannels, input[0]];
  return op === 'conv' ? [outChannels, input[0] / groups, ...kernel] : [input[0], outChannels / groups, ...kernel];
}

/** @param {Layer} layer */
export function outputShape({ op, batch, input, outChannels, kernel, stride, padding, dilation, outputPadding }) {
  const sizes = input.slice(1).map((size, i) => {
    const span = dilation[i] * (kernel[i] - 1) + 1;
    if (op === 'convTranspose') return (size - 1) * stride[i] - 2 * padding[i] + span + outputPadding[i];
    return Math.floor((size + 2 * padding[i] - span) / stride[i]) + 1;
  });
  return [batch, outChannels, ...sizes];
}

/**
 * Floating-point operations of the direct algorithm, padding counted; 0 for pooling, which multiplies nothing.
 *
 * @param {Layer} layer
 */
export function flops(layer) {
  const weights = weightShape(layer);
  if (weights === null) return 0;
  const positions = layer.op === 'convTranspose' ? layer.input.slice(1) : outputShape(layer).slice(2);
  return 2 * layer.batch * product(weights) * product(positions);
}

/**
 * Products summed into one output.
 *
 * @param {Layer} layer
 */
export function fanIn({ op, input, kernel, groups }) {
  return op === 'maxPool' ? 1 : (input[0] / groups) * product(kernel);
}

/** `64@56×56 → 256, 1×1 s2`: a layer in a few characters. */
export function describe(/** @type {Layer} */ { op, input, outChannels, kernel, stride, dilation, groups }) {
  const by = (/** @type {number[]} */ sizes) => (new Set(sizes).size === 1 ? String(sizes[0]) : sizes.join('×'));
  if (op === 'linear') return `${input[0]} → ${outChannels}`;
  const parts = [`${input[0]}@${input.slice(1).join('×')} → ${outChannels}, ${kernel.join('×')}`];
  if (stride.some((s) => s > 1)) parts.push(`s${by(stride)}`);
  if (dilation.some((d) => d > 1)) parts.push(`d${by(dilation)}`);
  if (groups > 1) parts.push(`g${groups}`);
  if (op !== 'conv') parts.push(op === 'maxPool' ? 'max' : 'transposed');
  return parts.join(' ');
}
