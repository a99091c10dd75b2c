/** @file The lines that lead from a window to what it makes. */

import type { Box, Point } from './scene.js';
import type { Sketch } from './sketch.js';

/** The two ends of the side that looks to the right, the left, down or up. */
const SIDES: Readonly<Record<'right' | 'left' | 'bottom' | 'top', (box: Box) => [Point, Point]>> = {
  right: ({ x, y, width, height }) => [
    [x + width, y],
    [x + width, y + height],
  ],
  left: ({ x, y, height }) => [
    [x, y],
    [x, y + height],
  ],
  bottom: ({ x, y, width, height }) => [
    [x, y + height],
    [x + width, y + height],
  ],
  top: ({ x, y, width }) => [
    [x, y],
    [x + width, y],
  ],
};

export type Direction = 'across' | 'down';

/** Two lines from corner to corner and the light between them. */
export function connect(sketch: Sketch, from: Box, to: Box, direction: Direction, layer: number = 3): void {
  const [start, end] = direction === 'across' ? (['right', 'left'] as const) : (['bottom', 'top'] as const);
  const [a, b] = SIDES[start](from);
  const [c, d] = SIDES[end](to);
  sketch.path('beam', [a, c, d, b], { layer });
  sketch.line('connector', a, c, { layer });
  sketch.line('connector', b, d, { layer });
}
