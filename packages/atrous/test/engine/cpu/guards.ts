/**
 * @file A machine for tests: guards round everything that the engine takes, and nothing in it but NaN; and no kernel that
 * keeps more vectors alive than there are registers.
 */

import { VECTOR_REGISTERS, vectorPressure } from '../../../src/engine/cpu/emit/registers.js';
import type { Machine } from '../../../src/engine/cpu/machine.js';

/** A signalling NaN that no arithmetic gives: as a number it spoils every sum that reads it. */
const PAINT = 0x7fa5a5a5;
/** Bytes on either side. */
const GUARD = 256;
/** The last vector of a plane may reach twelve bytes past it; `take` promises room for that. */
const OVERHANG = 16;

const wholeWords = (bytes: number): number => 4 * Math.ceil(bytes / 4);

/**
 * Surrounds all memory that a machine gives out from now on, and looks at the kernels that it compiles.
 *
 * @returns `damage`: what was written outside of what was taken since it was asked last, and kernels that spill, as text;
 *   `''` for nothing
 */
export function guard(machine: Machine): { damage: () => string } {
  const take = machine.take.bind(machine);
  const giveBack = machine.giveBack.bind(machine);
  const live = new Map<number, number>();
  let faults: string[] = [];

  const words = (): Int32Array => new Int32Array(machine.floats.buffer);
  const zones = (address: number, bytes: number): [from: number, to: number][] => [
    [address - GUARD, address],
    [address + wholeWords(bytes) + OVERHANG, address + bytes + GUARD],
  ];
  const check = (address: number, bytes: number): void => {
    const memory = words();
    for (const [from, to] of zones(address, bytes))
      for (let at = from; at < to; at += 4)
        if (memory[at / 4] !== PAINT) {
          faults.push(`${bytes} bytes were taken, and byte ${at - address} was written to`);
          break;
        }
  };

  machine.take = (bytes) => {
    const address = take(bytes + 2 * GUARD) + GUARD;
    words().fill(PAINT, (address - GUARD) / 4, Math.ceil((address + bytes + GUARD) / 4));
    live.set(address, bytes);
    return address;
  };
  machine.giveBack = (address, bytes) => {
    check(address, bytes);
    live.delete(address);
    giveBack(address - GUARD, bytes + 2 * GUARD);
  };

  const kernel = machine.kernel.bind(machine);
  machine.kernel = (name, make) =>
    kernel(name, () => {
      const program = make();
      const pressure = vectorPressure(program);
      if (pressure > VECTOR_REGISTERS) faults.push(`${program.name} keeps ${pressure} vectors alive`);
      return program;
    });

  return {
    damage: () => {
      live.forEach((bytes, address) => check(address, bytes));
      const found = faults.join('; ');
      faults = [];
      return found;
    },
  };
}
