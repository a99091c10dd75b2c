/** @file Plans remembered by what they were made from, the least recently used ones forgotten. */

const MAX_PLANS = 256;

export class PlanCache<Plan> {
  readonly #plans = new Map<string, Plan>();

  get(key: string, make: () => Plan): Plan {
    const plan = this.#plans.get(key) ?? make();
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    if (this.#plans.size > MAX_PLANS) this.#plans.delete(this.#plans.keys().next().value!);
    return plan;
  }
}
