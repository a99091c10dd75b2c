/** @file The largest of every window, four neighbouring windows to a vector, the windows' taps from a table. */

import {
  type Expr,
  type Local,
  type Program,
  add,
  below,
  i32,
  loadI32,
  loadSplat,
  loadVector,
  op,
  program,
} from '../emit/language.js';
import { PIXEL_BYTES, index } from './dense.js';

type Vector = Expr<'v128'>;

const PARAMS = [
  'pixels', // the table of vectors, as the dense kernel's
  'pixelsEnd',
  'taps', // byte offsets, at least one
  'tapsEnd',
  'x',
  'y',
  'planes',
  'xStep', // bytes from plane to plane
  'yStep',
] as const;

const PLACE_PARAMS = [
  'pixels', // as above
  'pixelsEnd',
  'taps',
  'tapsEnd',
  'tapPlaces', // for each tap: how far its place in the input is from that of the first
  'x',
  'y',
  'firsts', // for each output of a plane: the place of the first tap, and where nothing is larger than −∞, see `starts`
  'starts',
  'lowest', // −∞
  'places', // written: [outputs of one plane] for each plane, `yStep` apart
  'planes',
  'xStep',
  'yStep',
] as const;

/** Vectors that are worked on at a time where places are found as well. */
export const PLACE_VECTORS = 2;

/**
 * The largest value of every window and its place in the plane: the first of equal ones, or the last NaN. A window of
 * nothing but −∞ has the place that `starts` holds, its first element's.
 */
export function poolPlacesKernel(): Program {
  return program('maxPoolPlaces', PLACE_PARAMS, (w, p) => {
    const lanes = index(PLACE_VECTORS);
    const from = lanes.map((v) => w.local('i32', `from${v}`));
    const [best, place, first] = ['best', 'place', 'first'].map((name) =>
      lanes.map((v) => w.local('v128', `${name}${v}`)),
    ) as [Local<'v128'>[], Local<'v128'>[], Local<'v128'>[]];
    const value = w.local('v128', 'value');
    const wins = w.local('v128', 'wins');
    const pixel = w.local('i32', 'pixel');
    const tap = w.local('i32', 'tap');
    const tapPlace = w.local('i32', 'tapPlace');
    const offset = w.local('i32', 'offset');
    const target = w.local('i32', 'target');

    const begin = (v: number): void => {
      w.set(from[v]!, add(p.x, loadI32(pixel, v * PIXEL_BYTES)));
      w.set(target, loadI32(pixel, v * PIXEL_BYTES + 4));
      w.set(best[v]!, loadSplat(p.lowest));
      w.set(first[v]!, loadVector(add(p.firsts, target)));
      w.set(place[v]!, loadVector(add(p.starts, target)));
    };
    const take = (v: number): void => {
      w.set(value, loadVector(add(from[v]!, offset)));
      w.set(wins, op('v128.or', op('f32x4.gt', value, best[v]!), isNaNMask(value)));
      w.set(best[v]!, op('v128.bitselect', value, best[v]!, wins));
      w.set(place[v]!, op('v128.bitselect', op('i32x4.add', first[v]!, loadSplat(tapPlace)), place[v]!, wins));
    };
    const finish = (v: number): void => {
      w.set(target, loadI32(pixel, v * PIXEL_BYTES + 4));
      w.store(add(p.y, target), best[v]!);
      w.store(add(p.places, target), place[v]!);
    };

    w.loop(() => {
      w.set(pixel, p.pixels);
      w.loop(() => {
        lanes.forEach(begin);
        w.set(tap, p.taps);
        w.set(tapPlace, p.tapPlaces);
        w.loop(() => {
          w.set(offset, loadI32(tap));
          lanes.forEach(take);
          w.advance(tap, i32(4));
          w.advance(tapPlace, i32(4));
          return below(tap, p.tapsEnd);
        });
        lanes.forEach(finish);
        w.advance(pixel, i32(PIXEL_BYTES * PLACE_VECTORS));
        return below(pixel, p.pixelsEnd);
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.places, p.yStep);
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  });
}

/** Vectors that are worked on at a time: enough independent chains to hide the latency. */
export const POOL_VECTORS = 4;

/** A mask of lanes that hold NaN: the only value that is not itself. */
const isNaNMask = (v: Vector): Vector => op('f32x4.ne', v, v);

/** `pmax(best, v)` drops a NaN that PyTorch keeps, so NaN lanes are collected beside it and set to all ones, which is a NaN, at the end. */
export function maxPoolKernel(): Program {
  return program('maxPool', PARAMS, (w, p) => {
    const lanes = index(POOL_VECTORS);
    const from = lanes.map((v) => w.local('i32', `from${v}`));
    const best = lanes.map((v) => w.local('v128', `best${v}`));
    const nan = lanes.map((v) => w.local('v128', `nan${v}`));
    const value = w.local('v128', 'value');
    const pixel = w.local('i32', 'pixel');
    const tap = w.local('i32', 'tap');
    const offset = w.local('i32', 'offset');

    const first = (v: number): void => {
      w.set(best[v]!, loadVector(add(from[v]!, loadI32(p.taps))));
      w.set(nan[v]!, isNaNMask(best[v]!));
    };
    const take = (v: number): void => {
      w.set(value, loadVector(add(from[v]!, offset)));
      w.set(best[v]!, op('f32x4.pmax', best[v]!, value));
      w.set(nan[v]!, op('v128.or', nan[v]!, isNaNMask(value)));
    };
    const finish = (v: number): void => {
      w.set(offset, loadI32(pixel, v * PIXEL_BYTES + 4));
      w.store(add(p.y, offset), op('v128.or', best[v]!, nan[v]!));
    };

    w.loop(() => {
      w.set(pixel, p.pixels);
      w.loop(() => {
        for (const v of lanes) {
          w.set(from[v]!, add(p.x, loadI32(pixel, v * PIXEL_BYTES)));
          first(v);
        }
        w.set(tap, p.taps);
        w.loop(() => {
          w.set(offset, loadI32(tap));
          lanes.forEach(take);
          w.advance(tap, i32(4));
          return below(tap, p.tapsEnd);
        });
        lanes.forEach(finish);
        w.advance(pixel, i32(PIXEL_BYTES * POOL_VECTORS));
        return below(pixel, p.pixelsEnd);
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  });
}
