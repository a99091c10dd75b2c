/** @file Everything that follows from a layer's sizes alone, remembered; the least recently used are forgotten. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { Window } from '../../geometry/types.js';

const MAX_JOBS = 128;

/** What a weight was used for last. */
interface LastUse {
  readonly geometry: ConvGeometry;
  readonly variant: string;
  readonly job: object;
}

export class JobCache {
  readonly #jobs = new Map<string, object>();
  readonly #lastUses = new WeakMap<object, LastUse>();

  /** @param key  what the job is made from; it begins with the kind of job, so that a key has one type of job */
  get<Job extends object>(key: string, make: () => Job): Job {
    const job = (this.#jobs.get(key) as Job | undefined) ?? make();
    this.#jobs.delete(key);
    this.#jobs.set(key, job);
    if (this.#jobs.size > MAX_JOBS) this.#jobs.delete(this.#jobs.keys().next().value!);
    return job;
  }

  /**
   * The job that a weight had at its last use, if the layer is the same: a key takes longer to write than sizes to compare.
   *
   * @param variant  what kind of job it is, and all that it depends on besides the geometry
   */
  again<Job extends object>(weight: object | null, geometry: ConvGeometry, variant: string, find: () => Job): Job {
    const last = weight && this.#lastUses.get(weight);
    if (last && last.variant === variant && sameSizes(last.geometry, geometry)) return last.job as Job;
    const job = find();
    if (weight !== null) this.#lastUses.set(weight, { geometry, variant, job });
    return job;
  }
}

function sameSizes(a: ConvGeometry, b: ConvGeometry): boolean {
  return (
    a.batch === b.batch &&
    a.inChannels === b.inChannels &&
    a.outChannels === b.outChannels &&
    a.groups === b.groups &&
    a.windows.length === b.windows.length &&
    a.windows.every(
      (window, i) =>
        a.input[i] === b.input[i] && a.output[i] === b.output[i] && sameWindows(window, b.windows[i] as Window),
    )
  );
}

const sameWindows = (a: Window, b: Window): boolean =>
  a.kernel === b.kernel &&
  a.stride === b.stride &&
  a.dilation === b.dilation &&
  a.padBefore === b.padBefore &&
  a.padAfter === b.padAfter;
