/** @file Pictures of drawn shapes with the class of every pixel. */

import { fromTypedArray, type Tensor } from 'atrous';
import type { Dataset } from 'atrous/data';
import { Random } from '../support/random.js';

/** What a pixel can belong to; its place is its class. */
export const CLASSES = ['background', 'disc', 'ring', 'triangle'] as const;

/** Height and width of the pictures, in pixels. */
export const SIDE = 32;

interface Shape {
  readonly kind: number;
  readonly x: number;
  readonly y: number;
  /** From the centre to the rim, in pixels. */
  readonly radius: number;
  /** In radians. */
  readonly angle: number;
  readonly grey: number;
}

function randomShape(random: Random, ground: number): Shape {
  return {
    kind: random.whole(1, CLASSES.length),
    x: random.between(5, SIDE - 5),
    y: random.between(5, SIDE - 5),
    radius: random.between(5, 9),
    angle: random.between(-0.4, 0.4) - Math.PI / 2,
    grey: ground + random.between(0.3, 0.6),
  };
}

/** Whether a triangle of three equal sides, its corners at distance `radius`, holds a point (dx, dy) from its centre. */
function inTriangle(dx: number, dy: number, radius: number, angle: number): boolean {
  const sector = (2 * Math.PI) / 3;
  const turned = Math.atan2(dy, dx) - angle;
  const within = turned - sector * Math.floor(turned / sector) - sector / 2;
  return Math.hypot(dx, dy) * Math.cos(within) <= radius / 2;
}

function holds({ kind, x, y, radius, angle }: Shape, px: number, py: number): boolean {
  const distance = Math.hypot(px - x, py - y);
  if (kind === 3) return inTriangle(px - x, py - y, radius, angle);
  return distance <= 0.85 * radius && (kind === 1 || distance > 0.4 * radius);
}

/**
 * Two or three light shapes, later ones over earlier ones, on a dark ground that changes towards one side, noise over all.
 * Sample i is drawn from seed + i: the same at every call.
 */
export class Shapes implements Dataset<[Tensor, Tensor]> {
  readonly length: number;
  readonly seed: number;
  /** Standard width of the noise; 0 for none. */
  readonly noise: number;

  constructor(length: number, seed: number, options: { noise?: number } = {}) {
    this.length = length;
    this.seed = seed;
    this.noise = options.noise ?? 0.1;
  }

  /** The picture, [1, SIDE, SIDE], and the class of each pixel, [SIDE, SIDE]. */
  get(index: number): [Tensor, Tensor] {
    const random = new Random(this.seed + index);
    const ground = random.between(0.1, 0.4);
    const [right, down] = [random.between(-0.15, 0.15), random.between(-0.15, 0.15)];
    const shapes = Array.from({ length: random.whole(2, 4) }, () => randomShape(random, ground));
    const image = new Float32Array(SIDE * SIDE);
    const mask = new Int32Array(SIDE * SIDE);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const top = shapes.findLast((shape) => holds(shape, x + 0.5, y + 0.5));
        const light = (right * x + down * y) / SIDE;
        image[y * SIDE + x] = (top?.grey ?? ground) + light + this.noise * random.between(-1, 1);
        mask[y * SIDE + x] = top?.kind ?? 0;
      }
    }
    return [fromTypedArray(image, [1, SIDE, SIDE]), fromTypedArray(mask, [SIDE, SIDE])];
  }
}
