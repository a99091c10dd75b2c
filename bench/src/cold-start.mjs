/** @file The first calls of a layer, timed one by one: the same in a process of Node and in a page. */

/** Calls after which the best of them counts as warm, and no more than so many milliseconds of them. */
const WARM = { calls: 200, milliseconds: 1500 };

/**
 * @param {number} started  when the first line ran
 * @param {() => Promise<() => any>} load  brings the library, and the layer as a call
 * @returns {Promise<import('./cold.mjs').Cold>}
 */
export async function coldStart(started, load) {
  const call = await load();
  const timed = async () => {
    const start = performance.now();
    await call();
    return performance.now() - start;
  };
  const imported = performance.now() - started;
  const [first, second] = [await timed(), await timed()];
  let warm = second;
  const end = performance.now() + WARM.milliseconds;
  for (let i = 0; i < WARM.calls && performance.now() < end; i++) warm = Math.min(warm, await timed());
  return { imported, first, second, warm };
}
