/** @file Digits as 8 × 8 pictures of 17 greys: from a file where there is one, else drawn here. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Tensor, fromTypedArray, tensor } from 'atrous';
import { parseCsv } from 'atrous/data';
import { GLYPHS, pathSegments, squaredDistance } from 'atrous-cli/pictures';
import { Random } from '../support/random.js';

export interface Digits {
  /** [N, 1, 8, 8], values in [0, 1]. */
  readonly images: Tensor;
  /** [N], int64. */
  readonly labels: Tensor;
  /** Where they come from. */
  readonly source: string;
}

/** Pixels that a digit is drawn on, and how many of them a cell counts, in each direction. */
const DRAWN = 32;
const CELL = 4;
const SIDE = DRAWN / CELL;

/** From here up to the folder that holds this project, or its copy: `shared/data` may lie beside it. */
function besideProject(): string[] {
  const folders: string[] = [];
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder))
    folders.push(join(folder, 'shared', 'data'));
  return folders;
}

/** `digits.csv.gz` of the Optical Recognition of Handwritten Digits: 64 counts from 0 to 16 and the class, a line each. */
function foundFile(): string | undefined {
  const { ATROUS_DATA: given } = process.env;
  const folders = given === undefined ? besideProject() : [given];
  return folders.map((folder) => join(folder, 'digits', 'digits.csv.gz')).find(existsSync);
}

/**
 * The handwritten digits of `$ATROUS_DATA/digits/digits.csv.gz`, or of `shared/data` beside the project; else drawn ones.
 *
 * @param seed of the drawn ones @param count of the drawn ones
 */
export function readDigits(seed: number, count = 2000): Digits {
  const file = foundFile();
  if (file === undefined) return drawDigits(count, seed);
  const table = parseCsv(gunzipSync(readFileSync(file)));
  const images = table
    .narrow(1, 0, SIDE * SIDE)
    .div(16)
    .reshape([-1, 1, SIDE, SIDE]);
  return { images, labels: table.select(1, SIDE * SIDE).to('int64'), source: file };
}

/** Digits drawn from strokes, as many of each class, bent, tilted and thick or thin; some cells are a little wrong. */
export function drawDigits(count: number, seed: number): Digits {
  const random = new Random(seed);
  const cells = SIDE * SIDE;
  const images = new Float32Array(count * cells);
  for (let i = 0; i < count; i++) images.set(drawDigit(i % 10, random), i * cells);
  return {
    images: fromTypedArray(images, [count, 1, SIDE, SIDE]),
    labels: tensor(
      Array.from({ length: count }, (_, i) => i % 10),
      { dtype: 'int64' },
    ),
    source: `${count} drawn digits`,
  };
}

/** Capitals and digits of the stroke font are this tall. */
const HEIGHT = 10;

/** One digit, [8 · 8], values in [0, 1]: what share of a cell's 4 × 4 pixels the pen covers, in sixteenths. */
function drawDigit(digit: number, random: Random): Float32Array {
  const [width, path] = GLYPHS[String(digit)]!;
  const segments = pathSegments(path, bent(width, random));
  const pen = random.between(1.3, 2.4);
  const values = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < DRAWN; y++)
    for (let x = 0; x < DRAWN; x++)
      if (squaredDistance(segments, x + 0.5, y + 0.5) < pen * pen)
        values[Math.floor(y / CELL) * SIDE + Math.floor(x / CELL)]! += 1 / 16;
  return values.map((value) => noisy(value, random));
}

/** Sometimes a sixteenth or two more or less. */
function noisy(value: number, random: Random): number {
  const wrong = random.next() < 0.2 ? Math.round(random.between(-2, 2)) / 16 : 0;
  return Math.min(1, Math.max(0, value + wrong));
}

/** From the font's units to pixels: turned, sheared, stretched, moved, and along a gentle wave. */
function bent(width: number, random: Random): (x: number, y: number) => readonly [number, number] {
  const angle = random.between(-0.2, 0.2);
  const shear = random.between(-0.25, 0.3);
  const tall = random.between(2.0, 2.6);
  const wide = random.between(1.9, 2.6);
  const [right, down] = [random.between(-2, 2), random.between(-1.5, 1.5)];
  const [wave, phase] = [random.between(-0.9, 0.9), random.between(0, 6)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const up = (y - HEIGHT / 2) * tall;
    const across = (x - width / 2) * wide + up * shear + wave * Math.sin(up / 5 + phase);
    return [DRAWN / 2 + right + across * cos - up * sin, DRAWN / 2 + down - up * cos - across * sin];
  };
}
