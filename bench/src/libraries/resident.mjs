/**
 * @file The kernels of a call, without what brings numbers in and out: the work that a call hands to the machine is written
 * down once and repeated, on the same memory, without the kernels that only copy.
 *
 * It reaches into the engine, which promises nothing of the kind to its users.
 */

/** Kernels that lay numbers out; a plan that keeps layouts would not run them. */
const COPIES = /^(copy|fill|transpose)/;

/**
 * The parts of a machine that are listened to: kernels by name, work in pieces, and memory that comes back.
 *
 * @typedef {object} Machine
 * @property {(name: string, make: () => any) => (...args: number[]) => void} kernel
 * @property {(work: any, piece: (i: number, scratch: number) => void) => void} forEach
 * @property {(address: number, bytes: number) => void} giveBack
 */

/** Ends listening to the last call, and gives its memory back. */
let release = () => {};

/**
 * @param {Machine} machine  of the engine
 * @param {(turn: number) => Float32Array} call
 * @returns {import('../client.mjs').Prepared}
 */
export function recordKernels(machine, call) {
  release();
  // Packed weights are there from the second call on.
  call(0);
  const { kernel, forEach, giveBack } = machine;
  /** @type {(() => void)[]} */
  const steps = [];
  /** @type {[address: number, bytes: number][]} */
  const kept = [];
  /** Whether kernels run, besides copies, in the piece that is being written down. */
  let computes = false;
  let inPiece = false;
  let repeating = false;
  /** By name: layers of many groups call hundreds of kernels, and are not to wait for what listens to them. */
  const heard = new Map();
  const listenTo = (/** @type {string} */ name, /** @type {(...args: number[]) => void} */ run) => {
    if (COPIES.test(name)) return (/** @type {number[]} */ ...args) => (repeating ? undefined : run(...args));
    return (/** @type {number[]} */ ...args) => {
      computes = true;
      if (!inPiece && !repeating) steps.push(() => run(...args));
      run(...args);
    };
  };
  machine.kernel = (name, make) => {
    let listening = heard.get(name);
    if (listening === undefined) {
      listening = listenTo(name, kernel.call(machine, name, make));
      heard.set(name, listening);
    }
    return listening;
  };
  machine.forEach = (work, piece) => {
    const again = () => forEach.call(machine, work, piece);
    if (inPiece) return again();
    computes = false;
    inPiece = true;
    again();
    inPiece = false;
    if (computes) steps.push(again);
  };
  // What the kernels read must not be given to others.
  machine.giveBack = (address, bytes) => void kept.push([address, bytes]);
  const result = call(0);
  machine.giveBack = giveBack;
  machine.forEach = forEach;
  release = () => {
    machine.kernel = kernel;
    for (const [address, bytes] of kept) machine.giveBack(address, bytes);
    release = () => {};
  };
  if (steps.length === 0) {
    release();
    throw new Error('the reference computes it');
  }
  const repeat = () => {
    repeating = true;
    for (const step of steps) step();
    repeating = false;
  };
  return { run: repeat, read: () => result };
}
