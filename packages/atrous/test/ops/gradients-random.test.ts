/** @file Gradients of operations with random shapes and arguments, by differences. */

import * as fc from 'fast-check';
import { test } from 'vitest';
import '../../src/ops/methods.js';
import { where } from '../../src/ops/elementwise/index.js';
import { cat } from '../../src/ops/shape/index.js';
import { tensor } from '../../src/tensor/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';

const RUNS = { numRuns: 40 };

const size = fc.integer({ min: 1, max: 3 });
const shape = fc.array(size, { maxLength: 3 });
const seed = fc.integer({ min: 0, max: 1000 });

/** Two shapes that broadcast: axes of the longer one set to 1, or left out in front. */
const pair = fc
  .tuple(shape, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.nat(3))
  .map(([full, ones, cut]) => {
    const a = full.map((n, d) => (ones[d] ? 1 : n));
    const b = full.map((n, d) => (ones[d + 3] ? 1 : n)).slice(Math.min(cut, full.length));
    return [a, b] as const;
  });

/** A shape and some of its dimensions, counted from either end. */
const reduction = fc.array(size, { minLength: 1, maxLength: 3 }).chain((own) =>
  fc.record({
    own: fc.constant(own),
    dims: fc
      .subarray(
        own.map((_, d) => d),
        { minLength: 1 },
      )
      .chain((dims) => fc.boolean().map((back) => dims.map((d) => (back ? d - own.length : d)))),
    keepdim: fc.boolean(),
  }),
);

test('operands of any shapes that broadcast get gradients of their own shapes', () => {
  const binary: ((a: Tensor, b: Tensor) => Tensor)[] = [
    (a, b) => a.add(b, { alpha: -2 }),
    (a, b) => a.sub(b),
    (a, b) => a.mul(b),
    (a, b) => a.div(b),
    (a, b) => a.pow(b),
    (a, b) => a.maximum(b.mul(1.117)),
    (a, b) => where(a.detach().gt(1), a, b),
  ];
  fc.assert(
    fc.property(pair, fc.constantFrom(...binary), seed, ([a, b], f, s) => {
      gradcheck((x, y) => f(x, y), [positiveLeaf(a, s), positiveLeaf(b, s + 0.4)], { tolerance: 1e-5 });
    }),
    RUNS,
  );
});

test('reductions over any dimensions spread their gradients', () => {
  const reduce: ((x: Tensor, dims: number[], keepdim: boolean) => Tensor)[] = [
    (x, dims, keepdim) => x.sum(dims, { keepdim }),
    (x, dims, keepdim) => x.mean(dims, { keepdim }),
    (x, dims, keepdim) => x.prod(dims[0], { keepdim }),
    (x, dims, keepdim) => x.var(dims, { keepdim, correction: 0 }),
    (x, dims, keepdim) => x.norm(3, { dim: dims, keepdim }),
    (x, dims, keepdim) => x.amax(dims, { keepdim }),
    (x, dims, keepdim) => x.min(dims[0]!, { keepdim }).values,
  ];
  fc.assert(
    fc.property(reduction, fc.constantFrom(...reduce), seed, ({ own, dims, keepdim }, f, s) => {
      gradcheck((x) => f(x, dims, keepdim), [positiveLeaf(own, s)], { tolerance: 1e-5 });
    }),
    RUNS,
  );
});

test('picking along any dimension takes gradients back', () => {
  const picking = fc.array(size, { minLength: 1, maxLength: 3 }).chain((own) =>
    fc.nat(own.length - 1).chain((dim) =>
      fc.record({
        own: fc.constant(own),
        dim: fc.constant(dim),
        index: fc.array(fc.nat(own[dim]! - 1), { minLength: 1, maxLength: 4 }),
        start: fc.nat(own[dim]!),
        step: fc.integer({ min: 1, max: 3 }),
      }),
    ),
  );
  fc.assert(
    fc.property(picking, seed, ({ own, dim, index, start, step }, s) => {
      const chosen = tensor(index, { dtype: 'int32' });
      gradcheck((x) => x.indexSelect(dim, chosen).square(), [leafOf(own, s)]);
      gradcheck((x) => x.slice(dim, start, null, step).square().sum(), [leafOf(own, s)]);
      gradcheck((x) => x.select(dim, index[0]!).square(), [leafOf(own, s)]);
      gradcheck((x) => cat([x, x.flip(dim), x.narrow(dim, 0, 1)], dim).square(), [leafOf(own, s)]);
      const along = chosen.reshape(own.map((_, d) => (d === dim ? -1 : 1)));
      gradcheck((x) => x.gather(dim, along).square(), [leafOf(own, s)]);
    }),
    RUNS,
  );
});
