/** @file Whether operations are recorded. */

import type { ArgumentError } from '../errors.js';
import { typeError } from '../errors.js';

let enabled = true;

/** Whether operations are being recorded. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Turns recording on or off, from here on. */
export function setGradEnabled(mode: boolean): void {
  enabled = mode;
}

const noFunction = (): ArgumentError =>
  typeError('noGrad and enableGrad take a synchronous function', {
    hint: 'Write `noGrad(() => …)`; it returns what the function returns.',
  });

/** Runs `action` with recording on or off, and puts back what was before, also when it throws. */
export function withGradMode<T>(mode: boolean, action: () => T): T {
  if (typeof action !== 'function') throw noFunction();
  const before = enabled;
  enabled = mode;
  try {
    const result = action();
    // A promise would go on after the mode is put back.
    if (result instanceof Promise) throw noFunction();
    return result;
  } finally {
    enabled = before;
  }
}

/** Runs `action` without recording: for evaluation, and for updates of parameters. */
export function noGrad<T>(action: () => T): T {
  return withGradMode(false, action);
}

/** Runs `action` with recording, inside a `noGrad`. */
export function enableGrad<T>(action: () => T): T {
  return withGradMode(true, action);
}
