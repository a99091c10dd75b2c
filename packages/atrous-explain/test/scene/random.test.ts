/** @file Pictures of random layers: every mark is a number and lies inside the picture, at any time. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chain, type LayerSpec, outputShape } from 'atrous/spec';
import { frameCount, renderSvg, scene, type Scene, type SceneState, sceneViews } from '../../src/index.js';
import { convolutions, isLegal, layers, pools } from '../layers.js';

/** Half a pixel for the width of lines. */
const SLACK = 0.5;

function expectInside({ width, height, rects, lines, paths, texts }: Scene): void {
  const points: (readonly [number, number])[] = [
    ...rects.flatMap(({ x, y, width: w, height: h }) => [[x, y] as const, [x + w, y + h] as const]),
    ...lines.flatMap(({ x1, y1, x2, y2 }) => [[x1, y1] as const, [x2, y2] as const]),
    ...paths.flatMap((path) => path.points),
    ...texts.map(({ x, y }) => [x, y] as const),
  ];
  for (const [x, y] of points) {
    // Written so that NaN fails.
    expect(x >= -SLACK && x <= width + SLACK && y >= -SLACK && y <= height + SLACK, `${x}, ${y}`).toBe(true);
  }
  for (const { width: w, height: h } of rects) expect(w >= 0 && h >= 0).toBe(true);
}

test('every mark of every view lies inside its picture', () => {
  fc.assert(
    fc.property(
      fc.oneof(convolutions, pools, layers),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(4),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('en' as const, 'zh' as const),
      (one, at, which, morph, lang) => {
        fc.pre(isLegal(one));
        const views = sceneViews(one);
        fc.pre(views.length > 0 && outputShape(one.spec, one.input).every((size) => size > 0));
        const state: SceneState = { ...one, view: views[which % views.length]!, morph, lang };
        const drawn = scene(state, at * frameCount(state));
        expectInside(drawn);
        expect(drawn.sentence).not.toMatch(/NaN|undefined|Infinity|-\d/);
        expect(renderSvg(drawn)).not.toMatch(/NaN|undefined|Infinity/);
      },
    ),
    { numRuns: 120 },
  );
});

test('cones of random chains lie inside their pictures', () => {
  const link = fc.oneof(convolutions, pools).filter(({ spec }) => spec.op.endsWith('1d'));
  const bare = ({ op, args }: LayerSpec): LayerSpec => ({
    op,
    args: { ...args, ...('inChannels' in args ? { inChannels: 2, outChannels: 2, groups: 1 } : {}) },
  });
  fc.assert(
    fc.property(fc.array(link, { minLength: 1, maxLength: 4 }), fc.integer({ min: 5, max: 300 }), (links, size) => {
      const network = chain(links.map(({ spec }) => bare(spec)));
      const state: SceneState = { network, input: [1, 2, size], view: 'field' };
      let frames = 0;
      try {
        frames = frameCount(state);
      } catch {
        // A layer refuses its input.
      }
      fc.pre(frames > 0);
      expectInside(scene(state, Math.floor(frames / 2)));
    }),
    { numRuns: 60 },
  );
});
