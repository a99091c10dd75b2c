/** @file The words after `npm run bench --`. */

import { QUICK, STANDARD } from './shapes.mjs';

export const HELP = `npm run bench [-- WORDS]: measures layers, one thread, against other libraries.

  --quick             a dozen shapes instead of all
  --shapes FILE       shapes of a JSON file written like bench/shapes.json
  --only A,B3         these shapes only; a letter names all that begin with it
  --rivals a,b        these libraries only (and the engine); --rivals none for the engine alone
  --batch N           images at once; default 1
  --rounds N          turns of each library; default 5
  --milliseconds N    time of each turn; default 60
  --time cpu          processor time instead of wall-clock time: for a machine that others use at the same time
  --json FILE         writes every number

PyTorch is measured when ATROUS_PYTHON (default: python3) finds it.`;

/**
 * @typedef {object} Options
 * @property {string} shapes
 * @property {string[] | null} only
 * @property {string[] | null} rivals
 * @property {number} batch
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
  '--rivals': (/** @type {string} */ value) => ({ rivals: value === 'none' ? [] : value.split(',') }),
  '--batch': (/** @type {string} */ value) => ({ batch: positive('--batch', value) }),
  '--rounds': (/** @type {string} */ value) => ({ rounds: positive('--rounds', value) }),
  '--milliseconds': (/** @type {string} */ value) => ({ milliseconds: positive('--milliseconds', value) }),
  '--time': (/** @type {string} */ value) => ({ time: timeOf(value) }),
  '--json': (/** @type {string} */ value) => ({ json: value }),
};

function timeOf(/** @type {string} */ value) {
  if (value === 'wall' || value === 'cpu') return value;
  throw new Error(`--time takes wall or cpu, not ${value}`);
}

function positive(/** @type {string} */ word, /** @type {string} */ value) {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${word} takes a positive integer, not ${value}`);
  return number;
}

/**
 * @param {string[]} words
 * @returns {Options}
 * @throws {Error} for a word that is not known, or a value that is missing
 */
export function parseOptions(words) {
  const options = {
    shapes: STANDARD,
    only: /** @type {string[] | null} */ (null),
    rivals: /** @type {string[] | null} */ (null),
    batch: 1,
    rounds: 5,
    milliseconds: 60,
    time: /** @type {'wall' | 'cpu'} */ ('wall'),
    json: /** @type {string | null} */ (null),
    help: false,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--quick') options.only = QUICK;
    else if (word === '--help') options.help = true;
    else if (Object.hasOwn(VALUES, word)) {
      const value = words[++i];
      if (value === undefined || value.startsWith('--')) throw new Error(`${word} takes a value`);
      Object.assign(options, VALUES[/** @type {keyof typeof VALUES} */ (word)](value));
    } else throw new Error(`${word} is not known; --help lists what is`);
  }
  return options;
}
