/** @file What was measured, as a table in Markdown. */

import { describe } from './shapes.mjs';
import { geometricMean } from './statistics.mjs';

/** @typedef {import('./measure.mjs').Row} Row */

const OURS = ['reference', 'strict', 'default'];
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
 * A rival's time over that of the engine with default precision: above 1, the engine is faster.
 *
 * @param {Row} row
 * @param {string} rival
 */
function advantage(row, rival) {
  const [ours, theirs] = [minimum(row, 'default'), minimum(row, rival)];
  return ours === null || theirs === null ? null : theirs / ours;
}

const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;

/**
 * Head, rule and one line; the caller prints lines as they come.
 *
 * @param {string[]} names  all libraries
 */
export function tableHead(names) {
  const rivals = names.filter((name) => !OURS.includes(name));
  const cells = ['shape', 'layer', ...OURS, 'GFLOP/s', '% of peak', ...rivals];
  return [line(cells), line(cells.map((_, i) => (i < 2 ? '---' : '---:')))].join('\n');
}

/**
 * @param {Row} row
 * @param {string[]} names
 */
export function tableRow(row, names) {
  const rivals = names.filter((name) => !OURS.includes(name));
  const ours = row.results['default'];
  const cell = (/** @type {string} */ name) => {
    const ms = minimum(row, name);
    return ms === null ? '–' : time(ms);
  };
  const work = ours && 'gflops' in ours && ours.gflops > 0 ? ours : null;
  return line([
    row.layer.id,
    describe(row.layer),
    ...OURS.map(cell),
    work ? work.gflops.toFixed(1) : '–',
    work ? (100 * work.peak).toFixed(0) : '–',
    ...rivals.map((name) => {
      const factor = advantage(row, name);
      return factor === null ? '–' : `${cell(name)} (${ratio(factor)})`;
    }),
  ]);
}

/** Largest error of a library over all shapes. */
function largestError(/** @type {Row[]} */ rows, /** @type {string} */ name) {
  const errors = rows.flatMap(({ results: { [name]: result } }) => (result && 'error' in result ? [result.error] : []));
  return errors.length > 0 ? Math.max(...errors) : null;
}

/**
 * The better of two rivals on each shape, over the engine.
 *
 * @param {Row} row
 */
function bestInJavaScript(row) {
  const factors = ['onnxruntime-web', 'tfjs'].map((name) => advantage(row, name)).filter((factor) => factor !== null);
  return factors.length > 0 ? Math.min(...factors) : null;
}

/**
 * Geometric means, extremes, errors, and what did not run.
 *
 * @param {Row[]} rows
 * @param {string[]} names
 */
export function summary(rows, names) {
  const lines = [
    '',
    line(['engine (default) against', 'shapes', 'geometric mean', 'least', 'most']),
    line(Array(5).fill('---')),
  ];
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
  for (const name of names) if (name !== 'default') add(name, (row) => advantage(row, name));
  if (names.includes('onnxruntime-web') && names.includes('tfjs'))
    add('the better of onnxruntime-web and tfjs', bestInJavaScript);
  lines.push('', 'Largest difference from the reference:');
  for (const name of names) {
    const error = largestError(rows, name);
    if (error !== null && name !== 'reference') lines.push(`- ${name}: ${error.toExponential(1)}`);
  }
  const failures = rows.flatMap(({ layer, results }) =>
    Object.entries(results).flatMap(([name, result]) =>
      'failed' in result ? [`- ${layer.id}, ${name}: ${result.failed}`] : [],
    ),
  );
  if (failures.length > 0) lines.push('', 'Did not run:', ...failures);
  return lines.join('\n');
}
