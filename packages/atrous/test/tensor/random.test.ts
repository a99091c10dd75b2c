import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { empty, numbers } from '../../src/tensor/element.js';
import { fma32, fma64 } from '../../src/tensor/random/fma.js';
import {
  bernoulli,
  bernoulliInto,
  Generator,
  manualSeed,
  normalInto,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
  uniformInto,
} from '../../src/tensor/random/index.js';
import { full, ones, tensor, zeros } from '../../src/tensor/create.js';
import '../../src/ops/methods.js';

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) });

/** The exact value of a finite double as numerator · 2^−1200. */
function scaled(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const significand = exponent === 0 ? fraction : fraction | (1n << 52n);
  const magnitude = significand << BigInt(Math.max(exponent, 1) - 1075 + 1200);
  return x < 0 ? -magnitude : magnitude;
}

/** a·b + c exactly, in units of 2^−2400. */
const exact = (a: number, b: number, c: number): bigint => scaled(a) * scaled(b) + (scaled(c) << 1200n);

const distance = (x: number, target: bigint): bigint => {
  const off = (scaled(x) << 1200n) - target;
  return off < 0n ? -off : off;
};

describe('fused multiply-add', () => {
  it('rounds once where rounding the double to float32 would round twice', () => {
    // 1 + 2^-24 is halfway between two floats; the product's 2^-60 decides, and is lost in the double.
    const a = 1 + 2 ** -20;
    const c = 2 ** -24 - 2 ** -20;
    expect(Math.fround(1 + 2 ** -24)).toBe(1);
    expect(fma32(a, 1, c)).toBe(1);
    expect(fma32(2 ** -30, 2 ** -30, 1 + 2 ** -23)).toBe(1 + 2 ** -23);
    const tie = 2 ** 24 + 2;
    const [half, tiny] = [1 + 2 ** -23, 1 - 2 ** -23];
    // (1 + 2^-23)(1 − 2^-23) = 1 − 2^-46: just below the halfway point 2^24 + 3 of 2^24 + 2 and 2^24 + 4.
    expect(Math.fround(half * tiny + tie)).toBe(2 ** 24 + 4);
    expect(fma32(half, tiny, tie)).toBe(2 ** 24 + 2);
  });

  it('gives the float32 nearest to the exact value', () => {
    fc.assert(
      fc.property(float32, float32, float32, (a, b, c) => {
        const got = fma32(a, b, c);
        const target = exact(a, b, c);
        const best = distance(got, target);
        const word = new Uint32Array(new Float32Array([got]).buffer);
        for (const step of [-1, 1]) {
          const near = new Float32Array(Uint32Array.of(word[0]! + step).buffer)[0]!;
          if (Number.isFinite(near)) expect(best <= distance(near, target)).toBe(true);
        }
      }),
    );
  });

  it('gives the float64 nearest to the exact value', () => {
    const float64 = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
      .map((x) => (Math.abs(x) < 1e-60 ? 0 : x));
    fc.assert(
      fc.property(float64, float64, float64, (a, b, c) => {
        const got = fma64(a, b, c);
        const target = exact(a, b, c);
        const best = distance(got, target);
        const word = new BigInt64Array(new Float64Array([got]).buffer);
        for (const step of [-1n, 1n]) {
          const near = new Float64Array(BigInt64Array.of(word[0]! + step).buffer)[0]!;
          if (Number.isFinite(near)) expect(best <= distance(near, target)).toBe(true);
        }
      }),
    );
  });

  it('is exact where the double sum is far below the product', () => {
    expect(fma64(1 + 2 ** -52, 1 + 2 ** -52, -(1 + 2 ** -51))).toBe(2 ** -104);
  });
});

const first = (seed: number | bigint): number => new Generator().manualSeed(seed).nextUint32();

describe('Generator', () => {
  it('gives the reference output of MT19937 for seed 5489', () => {
    const generator = new Generator().manualSeed(5489);
    expect([generator.nextUint32(), generator.nextUint32()]).toEqual([3499211612, 581869302]);
    for (let i = 2; i < 9999; i++) generator.nextUint32();
    // The C++ standard ([rand.predef]) fixes the 10000th invocation of mt19937.
    expect(generator.nextUint32()).toBe(4123659995);
  });

  it('takes the low 32 bits of any 64-bit seed, negative ones as seed + 2^64', () => {
    expect(first(-1)).toBe(first(0xffffffff));
    expect(first(2 ** 40 + 7)).toBe(first(7));
    expect(first(-(2n ** 63n))).toBe(first(0));
    expect(first(2n ** 64n - 1n)).toBe(first(-1));
    expect(() => first(2n ** 64n)).toThrow('Overflow when unpacking long long\nA seed lies in [-2**63, 2**64 - 1].');
    expect(() => first(0.5)).toThrow(
      'manual_seed expected an integer, but got 0.5\nSeeds beyond 2**53 are exact as a BigInt, e.g. 2n ** 60n.',
    );
  });

  it('starts at 67280421310721 when new, and afresh after manualSeed', () => {
    expect(new Generator().nextUint32()).toBe(new Generator().manualSeed(67280421310721).nextUint32());
    manualSeed(3);
    const values = rand([4]).tolist();
    manualSeed(3);
    expect(rand([4]).tolist()).toEqual(values);
  });

  it('keeps the second value of a pair of normal draws until manualSeed', () => {
    const generator = new Generator().manualSeed(0);
    const pair = [generator.nextNormal(), generator.nextNormal()];
    generator.manualSeed(0).nextNormal();
    generator.nextUint64();
    expect(generator.nextNormal()).toBe(pair[1]);
    generator.manualSeed(0).nextNormal();
    expect(generator.manualSeed(0).nextNormal()).toBe(pair[0]);
  });
});

describe('draws', () => {
  it('take 64 bits per integer for ranges of 2^28 and more', () => {
    expect(randint(2 ** 28, [2], { generator: new Generator().manualSeed(0) }).tolist()).toEqual([
      130329135, 136432832,
    ]);
    expect(randint(10, [8], { generator: new Generator().manualSeed(0) }).tolist()).toEqual([4, 9, 3, 0, 3, 9, 7, 3]);
  });

  it('of a large permutation hold every number once', () => {
    const order = randperm(70000, { generator: new Generator().manualSeed(1) });
    expect(new Set(numbers(order)).size).toBe(70000);
    expect(order.dtype).toBe('int32');
  });

  it('of 16-bit floats are the float32 ones, rounded', () => {
    const generator = new Generator();
    const wide = rand([20], { generator: generator.manualSeed(5) });
    const narrow = rand([20], { dtype: 'bfloat16', generator: generator.manualSeed(5) });
    expect(narrow.tolist()).toEqual(wide.to('bfloat16').tolist());
    const half = randn([20], { dtype: 'float16', generator: generator.manualSeed(5) });
    expect(half.tolist()).toEqual(
      randn([20], { generator: generator.manualSeed(5) })
        .half()
        .tolist(),
    );
  });

  it('of float64 uniforms in a range are rounded once', () => {
    const generator = new Generator().manualSeed(2);
    const t = uniformInto(empty([100], 'float64'), -0.3, 0.1, generator);
    generator.manualSeed(2);
    for (const value of numbers(t)) {
      const u = generator.nextFloat64();
      expect(value).toBe(fma64(u, 0.1 - -0.3, -0.3));
      expect(value).toBeGreaterThanOrEqual(-0.3);
    }
  });

  it('of a shape like another tensor have its shape and dtype', () => {
    const like = zeros([2, 3], { dtype: 'float64' });
    expect([randLike(like).dtype, randnLike(like).dtype]).toEqual(['float64', 'float64']);
    expect(randnLike(like, { dtype: 'float32' }).shape).toEqual([2, 3]);
  });

  it('of bernoulli use one draw of the tensor’s precision per element', () => {
    const generator = new Generator().manualSeed(0);
    const u = rand([50], { generator });
    const p = full([50], 0.4);
    const drawn = bernoulli(p, { generator: generator.manualSeed(0) });
    expect(drawn.tolist()).toEqual((u.tolist() as number[]).map((x) => Number(x < Math.fround(0.4))));
    expect(bernoulliInto(empty([8], 'int64'), 0.5, generator.manualSeed(0)).tolist()).toEqual([0, 0, 1, 0, 0, 0, 1, 1]);
  });

  it('of the in-place methods raise the version and return the tensor', () => {
    const t = zeros([20]);
    const generator = new Generator().manualSeed(0);
    expect(t.uniform_(0, 1, { generator })).toBe(t);
    expect(t.normal_(0, 1, { generator })).toBe(t);
    expect(t.bernoulli_(0.5, { generator })).toBe(t);
    expect(t.version).toBe(3);
  });

  it('refuse impossible parameters with PyTorch’s text', () => {
    const t = zeros([2]);
    expect(() => uniformInto(t, 1, 0)).toThrow(
      'uniform_ expects to return a [from, to) range, but found from=1 > to=0',
    );
    expect(() => normalInto(t, 0, -1)).toThrow('normal expects std >= 0.0, but found std -1');
    expect(() => t.bernoulli_(1.5)).toThrow('bernoulli_ expects p to be in [0, 1], but got p=1.5');
    expect(() => bernoulli(tensor([2]))).toThrow('Expected p_in >= 0 && p_in <= 1 to be true, but got false.');
    expect(() => randint(5, 5, [1])).toThrow("random_ expects 'from' to be less than 'to', but got from=5 >= to=5");
    expect(() => randint(300, [1], { dtype: 'uint8' })).toThrow('to - 1 is out of bounds for unsigned char');
    expect(() => randperm(-1)).toThrow('Trying to create tensor with negative dimension -1: [-1]');
    expect(() => ones([2], { dtype: 'int32' }).uniform_()).toThrow(`"check_uniform_bounds" not implemented for 'Int'`);
    expect(() => rand([2], { generatr: 1 } as object)).toThrow(
      "rand() got an unexpected keyword argument 'generatr'\nDid you mean `generator`?",
    );
  });
});
