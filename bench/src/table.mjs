/** @file What was measured, as a table in Markdown. */

import { describe } from './shapes.mjs';
import { geometricMean } from './statistics.mjs';

/** @typedef {import('./measure.mjs').Row} Row */
/** @typedef {{ ours: string[], rivals: string[] }} Columns  the last of ours is what all others are compared with */

const REFERENCE = 'reference';
const time = (/** @type {number} */ ms) => (ms < 10 ? ms.toFixed(3) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
const ratio = (/** @type {number} */ value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)}×`;

/**
 * Minimum of a library; null where it failed.
 *
 * @param {Row} row
 * @param {string} name
 */
function minimum({ results }, name) {
  const result = results[name];
  return result && 'minimum' in result ? result.minimum : null;
}

/**
 * Somebody's time over ours: above 1, ours is faster.
 *
 * @param {Row} row
 * @param {string} ours
 * @param {string} other
 */
function advantage(row, ours, other) {
  const [mine, theirs] = [minimum(row, ours), minimum(row, other)];
  return mine === null || theirs === null ? null : theirs / mine;
}

export const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;

/** Head and rule; the first columns are words, the others numbers. */
export function head(/** @type {string[]} */ cells, words = 1) {
  return [line(cells), line(cells.map((_, i) => (i < words ? '---' : '---:')))].join('\n');
}

/** @param {Columns} columns */
export function tableHead({ ours, rivals }) {
  return head(['shape', 'layer', REFERENCE, ...ours, 'GFLOP/s', '% of peak', ...rivals], 2);
}

/**
 * @param {Row} row
 * @param {Columns} columns
 */
export function tableRow(row, { ours, rivals }) {
  const main = /** @type {string} */ (ours.at(-1));
  const result = row.results[main];
  const cell = (/** @type {string} */ name) => {
    const ms = minimum(row, name);
    return ms === null ? '–' : time(ms);
  };
  const work = result && 'gflops' in result && result.gflops > 0 ? result : null;
  return line([
    row.layer.id,
    describe(row.layer),
    ...[REFERENCE, ...ours].map(cell),
    work ? work.gflops.toFixed(1) : '–',
    work ? (100 * work.peak).toFixed(0) : '–',
    ...rivals.map((name) => {
      const factor = advantage(row, main, name);
      return factor === null ? '–' : `${cell(name)} (${ratio(factor)})`;
    }),
  ]);
}

/** Largest error of a library over all shapes. */
function largestError(/** @type {Row[]} */ rows, /** @type {string} */ name) {
  const errors = rows.flatMap(({ results: { [name]: result } }) => (result && 'error' in result ? [result.error] : []));
  return errors.length > 0 ? Math.max(...errors) : null;
}

/** Who runs in a browser as well: the better of them is what has to be beaten. */
const JAVASCRIPT = ['onnxruntime-web', 'tfjs'];

/**
 * Geometric means, extremes, errors, and what did not run.
 *
 * @param {Row[]} rows
 * @param {Columns} columns
 */
export function summary(rows, { ours, rivals }) {
  const main = /** @type {string} */ (ours.at(-1));
  const others = [REFERENCE, ...ours.slice(0, -1), ...rivals];
  const lines = ['', head([`${main} against`, 'shapes', 'geometric mean', 'least', 'most'])];
  const add = (/** @type {string} */ title, /** @type {(row: Row) => number | null} */ factorOf) => {
    const factors = rows.flatMap((row) => {
      const factor = factorOf(row);
      return factor === null ? [] : [{ factor, id: row.layer.id }];
    });
    if (factors.length === 0) return;
    factors.sort((a, b) => a.factor - b.factor);
    const [least, most] = [factors[0], factors[factors.length - 1]];
    const mean = geometricMean(factors.map(({ factor }) => factor));
    lines.push(
      line([
        title,
        `${factors.length}`,
        ratio(mean),
        `${ratio(least.factor)} (${least.id})`,
        `${ratio(most.factor)} (${most.id})`,
      ]),
    );
  };
  for (const name of others) add(name, (row) => advantage(row, main, name));
  if (JAVASCRIPT.every((name) => rivals.includes(name)))
    add(`the better of ${JAVASCRIPT.join(' and ')}`, (row) => {
      const factors = JAVASCRIPT.map((name) => advantage(row, main, name)).filter((factor) => factor !== null);
      return factors.length > 0 ? Math.min(...factors) : null;
    });
  lines.push('', 'Largest difference from the reference:');
  for (const name of [...ours, ...rivals]) {
    const error = largestError(rows, name);
    if (error !== null) lines.push(`- ${name}: ${error.toExponential(1)}`);
  }
  return [...lines, ...failures(rows)].join('\n');
}

/** What did not run and why, the shapes of one reason in one line. */
function failures(/** @type {Row[]} */ rows) {
  /** @type {Map<string, string[]>} */
  const reasons = new Map();
  for (const { layer, results } of rows)
    for (const [name, result] of Object.entries(results))
      if ('failed' in result) {
        const reason = `${name}: ${result.failed}`;
        reasons.set(reason, [...(reasons.get(reason) ?? []), layer.id]);
      }
  if (reasons.size === 0) return [];
  return ['', 'Did not run:', ...[...reasons].map(([reason, ids]) => `- ${reason} (${ids.join(', ')})`)];
}
