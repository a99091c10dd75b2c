/**
 * @file The kernels of a call, without what brings numbers in and out: the calls of emitted functions are written down
 * during one call and repeated, on the same memory, without those that only copy.
 *
 * It reaches into the engine, which promises nothing of the kind to its users.
 */

/** Kernels that lay numbers out; a plan that keeps layouts would not run them. */
const COPIES = /^(copy|fill|transpose)/;

/**
 * @param {{ kernel: (name: string, make: () => any) => (...args: number[]) => void }} machine  of the engine
 * @param {(turn: number) => Float32Array} call
 * @returns {import('../client.mjs').Prepared}
 */
export function recordKernels(machine, call) {
  // Packed weights are there from the second call on.
  call(0);
  /** @type {(() => void)[]} */
  const steps = [];
  const kernel = machine.kernel.bind(machine);
  machine.kernel = (name, make) => {
    const run = kernel(name, make);
    if (COPIES.test(name)) return run;
    return (...args) => {
      steps.push(() => run(...args));
      run(...args);
    };
  };
  const result = call(0);
  machine.kernel = kernel;
  if (steps.length === 0) throw new Error('the reference computes it');
  const replay = () => {
    for (const step of steps) step();
  };
  return { run: replay, read: () => result };
}
