/**
 * @file PyTorch's CPU generator: the Mersenne Twister MT19937 and what is drawn from it directly.
 *
 * Matsumoto, Nishimura: "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", ACM TOMACS 8 (1998), in the 2002 initialisation (`init_genrand`).
 */

import { ArgumentError, typeError } from '../../errors.js';

/** Words of state. */
const WORDS = 624;
/** The recurrence reaches this many words ahead. */
const AHEAD = 397;

/** What a fresh `torch.Generator()` starts from. */
const FRESH_SEED = 67280421310721n;

/**
 * The low 32 bits of a seed, which are all that the twister takes; a negative seed stands for seed + 2⁶⁴.
 *
 * @throws ArgumentError for what is no integer, and outside [−2⁶³, 2⁶⁴ − 1]
 */
function seedWord(seed: number | bigint): number {
  if (typeof seed !== 'bigint' && !Number.isSafeInteger(seed))
    throw typeError(`manual_seed expected an integer, but got ${String(seed)}`, {
      hint: 'Seeds beyond 2**53 are exact as a BigInt, e.g. 2n ** 60n.',
      fields: { seed },
    });
  const wide = BigInt(seed);
  if (wide < -(1n << 63n) || wide >= 1n << 64n)
    throw new ArgumentError('Overflow when unpacking long long', {
      hint: 'A seed lies in [-2**63, 2**64 - 1].',
      fields: { seed },
    });
  return Number(BigInt.asUintN(32, wide));
}

/** One step of the recurrence: the upper bit of `a`, the lower bits of `b`, and the word `ahead`. */
function twist(a: number, b: number, ahead: number): number {
  const mixed = (a & 0x80000000) | (b & 0x7fffffff);
  return ahead ^ (mixed >>> 1) ^ (b & 1 ? 0x9908b0df : 0);
}

/** A stream of random numbers, the same as PyTorch's on the CPU for the same seed. */
export class Generator {
  readonly #state: Uint32Array = new Uint32Array(WORDS);
  #next = WORDS;
  /** The second value of the last pair of normal draws, kept until the next single normal draw. */
  #spareNormal: number | null = null;

  /** Starts as PyTorch's `torch.Generator()` does, from the fixed seed 67280421310721. */
  constructor() {
    this.manualSeed(FRESH_SEED);
  }

  /**
   * Starts the stream over.
   *
   * @param seed any integer in [−2⁶³, 2⁶⁴ − 1]; only its low 32 bits matter
   */
  manualSeed(seed: number | bigint): this {
    const state = this.#state;
    state[0] = seedWord(seed);
    for (let i = 1; i < WORDS; i++) {
      const before = state[i - 1]!;
      state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.#next = WORDS;
    this.#spareNormal = null;
    return this;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < WORDS - AHEAD; i++) state[i] = twist(state[i]!, state[i + 1]!, state[i + AHEAD]!);
    for (let i = WORDS - AHEAD; i < WORDS - 1; i++)
      state[i] = twist(state[i]!, state[i + 1]!, state[i + AHEAD - WORDS]!);
    state[WORDS - 1] = twist(state[WORDS - 1]!, state[0]!, state[AHEAD - 1]!);
    this.#next = 0;
  }

  /** An integer in [0, 2³²). */
  nextUint32(): number {
    if (this.#next === WORDS) this.#refill();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** An integer in [0, 2⁶⁴): two 32-bit draws, the first one on top. */
  nextUint64(): bigint {
    const high = BigInt(this.nextUint32());
    return (high << 32n) | BigInt(this.nextUint32());
  }

  /** A multiple of 2⁻²⁴ in [0, 1): the low 24 bits of a 32-bit draw. */
  nextFloat32(): number {
    return (this.nextUint32() & 0xffffff) * 2 ** -24;
  }

  /** A multiple of 2⁻⁵³ in [0, 1): the low 53 bits of a 64-bit draw. */
  nextFloat64(): number {
    const high = this.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.nextUint32()) * 2 ** -53;
  }

  /**
   * One standard normal value by Box and Muller's transform in float64:
   *
   *     r = √(−2·ln(1 − u₂)),  θ = 2π·u₁;  r·cos θ now, r·sin θ at the next call
   *
   * The kept value survives every other draw; only `manualSeed` drops it.
   */
  nextNormal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    const u1 = this.nextFloat64();
    const u2 = this.nextFloat64();
    const radius = Math.sqrt(-2 * Math.log1p(-u2));
    const angle = 2 * Math.PI * u1;
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

let shared: Generator | undefined;

/** The generator of every draw that names none; until `manualSeed` it starts somewhere unpredictable. */
export function defaultGenerator(): Generator {
  shared ??= new Generator().manualSeed(Math.floor(Math.random() * 2 ** 32));
  return shared;
}

/** What `make` gives, with its draws taken from another stream, so that the default one goes on where it was. */
export function withStreamKept<T>(make: () => T): T {
  const kept = defaultGenerator();
  shared = new Generator();
  try {
    return make();
  } finally {
    shared = kept;
  }
}

/** Starts the default generator over, and returns it. */
export function manualSeed(seed: number | bigint): Generator {
  return defaultGenerator().manualSeed(seed);
}
