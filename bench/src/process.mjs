/** @file The processes of the libraries, seen from the one that gives them their turns. */

import { fork, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PASSES } from './modes.mjs';
import { inputShape, outputShape, weightShape } from './shapes.mjs';

/**
 * @typedef {{ ready?: true, error?: number, first?: number, times?: number[], failed?: string }} Answer
 */

const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));
const PYTHON = process.env['ATROUS_PYTHON'] ?? 'python3';

/** PyTorch's version, or null where there is none. */
export function torchVersion() {
  const { status, stdout } = spawnSync(PYTHON, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/**
 * A process that answers one question after the other. One that died, or was ended because it took too long, is started
 * anew by the next question: no layer spoils the next.
 */
class Library {
  /** @type {any} a ChildProcess, or null */
  #child = null;
  /** @type {(answer: Answer) => void} */
  #answer = () => {};

  /**
   * @param {string} name
   * @param {(answer: (answer: Answer) => void) => import('node:child_process').ChildProcess} start
   * @param {(child: import('node:child_process').ChildProcess, message: any) => void} send
   */
  constructor(name, start, send) {
    this.name = name;
    this.start = start;
    this.send = send;
  }

  /**
   * @param {object} message
   * @param {number} seconds  after which the process is ended
   * @returns {Promise<Answer>}
   */
  async ask(message, seconds = Infinity) {
    const child = this.#running();
    let timer;
    const answer = await new Promise((resolve) => {
      this.#answer = resolve;
      if (seconds < Infinity)
        timer = setTimeout(() => {
          this.stop();
          resolve({ failed: `no answer within ${seconds} s` });
        }, 1000 * seconds);
      this.send(child, message);
    });
    clearTimeout(timer);
    return answer;
  }

  #running() {
    if (this.#child) return this.#child;
    const child = this.start((answer) => this.#answer(answer));
    child.on('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#answer({ failed: `the process ended with ${signal ?? code}` });
    });
    this.#child = child;
    return child;
  }

  stop() {
    const child = this.#child;
    this.#child = null;
    child?.kill('SIGKILL');
  }
}

/** @typedef {Library} LibraryProcess */

/**
 * How a process is started: what is measured, and on how many threads.
 *
 * @typedef {{ time: 'wall' | 'cpu', threads: number }} Conditions
 */

/**
 * @param {string} name  of a file in libraries/
 * @param {Conditions} conditions
 */
export function library(name, { time, threads }) {
  const words = [name, time, String(threads)];
  return new Library(
    name,
    (answer) => {
      const child = fork(here('client.mjs'), words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      return child.on('message', (message) => answer(/** @type {Answer} */ (message)));
    },
    (child, message) => child.send(message),
  );
}

/** @param {Conditions} conditions */
export function torch({ time, threads }) {
  return new Library(
    'torch',
    (answer) => {
      const words = [here('torch-client.py'), time, String(threads)];
      const child = spawn(PYTHON, words, { stdio: ['pipe', 'pipe', 'inherit'] });
      createInterface({ input: child.stdout }).on('line', (line) => answer(JSON.parse(line)));
      return child;
    },
    (child, message) => {
      const whole = message.prepare ? { ...message, sizes: sizesOf(message.prepare, message.mode.pass) } : message;
      child.stdin?.write(`${JSON.stringify(whole)}\n`);
    },
  );
}

const sizesOf = (
  /** @type {import('./shapes.mjs').Layer} */ layer,
  /** @type {import('./modes.mjs').Pass} */ pass,
) => ({
  x: inputShape(layer),
  w: weightShape(layer),
  g: outputShape(layer),
  result: PASSES[pass].result(layer),
});
