/** @file The words after `npm run bench --`. */

import { availableParallelism } from 'node:os';
import { LEVELS, PASSES } from './modes.mjs';
import { QUICK, STANDARD } from './shapes.mjs';

export const HELP = `npm run bench [-- WORDS]: measures layers against other libraries.

what
  --quick             a dozen shapes instead of all
  --shapes FILE       shapes of a JSON file written like bench/shapes.json
  --only A,B3         these shapes only; a letter names all that begin with it
  --pass a,b          forward, input (the gradient of the input), weight (that of the weight); default forward
  --level a,b         api: a user's call, arrays in and out; resident: kernels alone; default api
  --batch N           images at once; default 1
  --cold              from nothing to the first result, one thread, in fresh processes and pages, instead of
                      all that; takes --ours, --rivals, --rounds and --json

who
  --ours a,b          our own: strict, default; with default also tune, relaxed-simd (for Node 20) and
                      revectorize (for Node 24); rivals are compared with the last one;
                      default strict,default
  --rivals a,b        these libraries only; --rivals none for the engine alone
  --threads 1,N       on so many threads each; N is all that the machine has; default 1

how
  --rounds N          turns of each library; default 5
  --milliseconds N    time of each turn; default 60
  --time cpu          processor time instead of wall-clock time: for a machine that others use at the same time
  --json FILE         writes every number

PyTorch is measured when ATROUS_PYTHON (default: python3) finds it.`;

/** Variants of the engine, by their files in libraries/. */
export const OURS = ['strict', 'default', 'tune', 'relaxed-simd', 'revectorize'];

/**
 * @typedef {object} Options
 * @property {string} shapes
 * @property {string[] | null} only
 * @property {import('./modes.mjs').Pass[]} passes
 * @property {import('./modes.mjs').Level[]} levels
 * @property {number[]} threads
 * @property {string[]} ours
 * @property {string[] | null} rivals
 * @property {number} batch
 * @property {boolean} cold
 * @property {number} rounds
 * @property {number} milliseconds
 * @property {'wall' | 'cpu'} time
 * @property {string | null} json
 * @property {boolean} help
 */

/** What each word that takes a value makes of it. */
const VALUES = {
  '--shapes': (/** @type {string} */ value) => ({ shapes: value }),
  '--only': (/** @type {string} */ value) => ({ only: value.split(',') }),
  '--pass': (/** @type {string} */ value) => ({ passes: some('--pass', Object.keys(PASSES), value) }),
  '--level': (/** @type {string} */ value) => ({ levels: some('--level', Object.keys(LEVELS), value) }),
  '--threads': (/** @type {string} */ value) => ({ threads: value.split(',').map(threadsOf) }),
  '--ours': (/** @type {string} */ value) => ({ ours: some('--ours', OURS, value) }),
  '--rivals': (/** @type {string} */ value) => ({ rivals: value === 'none' ? [] : value.split(',') }),
  '--batch': (/** @type {string} */ value) => ({ batch: positive('--batch', value) }),
  '--rounds': (/** @type {string} */ value) => ({ rounds: positive('--rounds', value) }),
  '--milliseconds': (/** @type {string} */ value) => ({ milliseconds: positive('--milliseconds', value) }),
  '--time': (/** @type {string} */ value) => ({ time: oneOf('--time', ['wall', 'cpu'], value) }),
  '--json': (/** @type {string} */ value) => ({ json: value }),
};

function oneOf(/** @type {string} */ word, /** @type {string[]} */ known, /** @type {string} */ value) {
  if (known.includes(value)) return value;
  const choice = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  throw new Error(`${word} takes ${choice}, not ${value}`);
}

const some = (/** @type {string} */ word, /** @type {string[]} */ known, /** @type {string} */ value) =>
  value.split(',').map((item) => oneOf(word, known, item));

const threadsOf = (/** @type {string} */ value) =>
  value === 'N' ? availableParallelism() : positive('--threads', value);

function positive(/** @type {string} */ word, /** @type {string} */ value) {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${word} takes a positive integer, not ${value}`);
  return number;
}

/** Words that take no value. */
const FLAGS = { '--quick': { only: QUICK }, '--cold': { cold: true }, '--help': { help: true } };

/** What cold starts depend on. */
const COLD = ['--cold', '--ours', '--rivals', '--rounds', '--json'];

/**
 * @param {string[]} words
 * @returns {Options}
 * @throws {Error} for a word that is not known, a value that is missing, and what contradicts itself
 */
export function parseOptions(words) {
  /** @type {Options} */
  const options = {
    shapes: STANDARD,
    only: null,
    passes: ['forward'],
    levels: ['api'],
    threads: [1],
    ours: ['strict', 'default'],
    rivals: null,
    batch: 1,
    cold: false,
    rounds: 5,
    milliseconds: 60,
    time: 'wall',
    json: null,
    help: false,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (Object.hasOwn(FLAGS, word)) Object.assign(options, FLAGS[/** @type {keyof typeof FLAGS} */ (word)]);
    else if (Object.hasOwn(VALUES, word)) {
      const value = words[++i];
      if (value === undefined || value.startsWith('--')) throw new Error(`${word} takes a value`);
      Object.assign(options, VALUES[/** @type {keyof typeof VALUES} */ (word)](value));
    } else throw new Error(`${word} is not known; --help lists what is`);
  }
  const idle = words.filter((word) => word.startsWith('--') && !COLD.includes(word));
  if (options.cold && !options.help && idle.length > 0)
    throw new Error(`--cold takes ${COLD.slice(1).join(', ')}, not ${idle.join(', ')}`);
  if (options.time === 'cpu' && options.threads.some((count) => count > 1))
    throw new Error('--time cpu adds up the time of all threads; several of them are measured with --time wall');
  return options;
}
