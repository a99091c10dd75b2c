/** @file Everything that follows from a layer's sizes alone, remembered; the least recently used are forgotten. */

const MAX_JOBS = 128;

export class JobCache {
  readonly #jobs = new Map<string, object>();

  /** @param key  what the job is made from; it begins with the kind of job, so that a key has one type of job */
  get<Job extends object>(key: string, make: () => Job): Job {
    const job = (this.#jobs.get(key) as Job | undefined) ?? make();
    this.#jobs.delete(key);
    this.#jobs.set(key, job);
    if (this.#jobs.size > MAX_JOBS) this.#jobs.delete(this.#jobs.keys().next().value!);
    return job;
  }
}
