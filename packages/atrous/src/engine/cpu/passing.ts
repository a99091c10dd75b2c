/**
 * @file Gradients on their way through the tape: who still waits for each, so that memory comes back as soon as nobody does;
 * and what the tape had saved for them, whose memory comes back at the end.
 */

import type { Passing } from '../../ops/engine.js';
import type { Storage, Tensor } from '../../tensor/tensor.js';
import { theEngine } from './engine.js';

/**
 * Counts who waits for the gradients that a walk has made itself. Of those of others it knows nothing, and lets go of none:
 * a rule may give on what it was given, or saved.
 */
export function passing(): Passing {
  const waiting = new Map<Storage, number>();
  const saved = new Set<Storage>();
  const made = ({ storage }: Tensor): void => {
    if (storage.release && !waiting.has(storage)) waiting.set(storage, 0);
  };
  const count = ({ storage }: Tensor, change: number): void => {
    const before = waiting.get(storage);
    if (before === undefined) return;
    waiting.set(storage, before + change);
    if (change > 0 || before + change > 0) return;
    waiting.delete(storage);
    storage.release!();
  };
  return {
    made: (results, known) => {
      for (const { storage } of known.slice(1)) saved.add(storage);
      for (const result of results) if (result && !known.some((t) => t.storage === result.storage)) made(result);
    },
    arrived: (sum, grad, before) => {
      count(grad, 1);
      if (before === undefined) return;
      made(sum);
      count(sum, 1);
      count(before, -1);
      count(grad, -1);
    },
    used: (grad) => count(grad, -1),
    shared: (grad) => void waiting.delete(grad.storage),
    ended: () => theEngine()?.keeper.pass(saved),
  };
}
