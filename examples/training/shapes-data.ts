/** @file Pictures of drawn shapes with the class of every pixel. */

import { fromTypedArray, type Tensor } from 'atrous';
import type { Dataset } from 'atrous/data';
import { Random } from '../support/random.js';

/** What a pixel can belong to; its place is its class. */
export const CLASSES = ['background', 'disc', 'square', 'triangle'] as const;

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
  const away = random.between(0.25, 0.5);
  const grey = ground + (random.next() < 0.5 ? -away : away);
  return {
    kind: random.whole(1, CLASSES.length),
    x: random.between(5, SIDE - 5),
    y: random.between(5, SIDE - 5),
    radius: random.between(4, 9),
    angle: random.between(0, 2 * Math.PI),
    grey,
  };
}

/** Whether a regular polygon with `corners` corners at distance `radius` holds a point (dx, dy) from its centre. */
function inPolygon(dx: number, dy: number, corners: number, radius: number, angle: number): boolean {
  const sector = (2 * Math.PI) / corners;
  const turned = Math.atan2(dy, dx) - angle;
  const within = turned - sector * Math.floor(turned / sector) - sector / 2;
  return Math.hypot(dx, dy) * Math.cos(within) <= radius * Math.cos(sector / 2);
}

function holds({ kind, x, y, radius, angle }: Shape, px: number, py: number): boolean {
  const [dx, dy] = [px - x, py - y];
  if (kind === 1) return Math.hypot(dx, dy) <= 0.85 * radius;
  return inPolygon(dx, dy, kind === 2 ? 4 : 3, radius, angle);
}

/**
 * Two or three shapes, later ones over earlier ones, on a ground that grows lighter towards one side, with noise over all.
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
    this.noise = options.noise ?? 0.12;
  }

  /** The picture, [1, SIDE, SIDE], and the class of each pixel, [SIDE, SIDE]. */
  get(index: number): [Tensor, Tensor] {
    const random = new Random(this.seed + index);
    const ground = random.between(0.25, 0.75);
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
