/** @file The words of a sliding window: what the picture is, and what one frame shows. */

import type { SlidingLayer } from './layer.js';
import { divisorAt, winnerAt } from './pool.js';
import { offsetOf, type SceneValues, valueText } from './values.js';
import { cellsWords, insideCells, placeWords, plural } from './words.js';

const product = (numbers: readonly number[]): number => numbers.reduce((result, n) => result * n, 1);

/** `7 × 7`, of the axes that the layer has. */
const sizesWords = (sizes: readonly number[], rank: number): string => sizes.slice(-rank).join(' × ');

/** What is drawn and how it is to be read. */
export function slideDescription(layer: SlidingLayer): string {
  const { axes, rank, operation } = layer;
  const input = sizesWords(
    axes.map(({ size }) => size),
    rank,
  );
  const output = sizesWords(
    axes.map(({ count }) => count),
    rank,
  );
  const kernel = sizesWords(
    axes.map((axis) => axis.kernel),
    rank,
  );
  const what = operation === 'sum' ? `a kernel of ${kernel}` : `a window of ${kernel}`;
  const marks =
    operation === 'sum'
      ? 'Each tap has its own letter and colour, in the kernel and on the input cell that it multiplies.'
      : 'The cells of the window are marked.';
  return `The input, ${input}, is read by ${what} that makes the output, ${output}. ${marks} Padding is dotted, what is never read is hatched.`;
}

/** `rows 5 to 11, columns 31 to 37` */
function readWords({ axes }: SlidingLayer, position: readonly number[]): string {
  return axes
    .map((axis, i) => (axis.name === '' ? '' : cellsWords(axis.name, insideCells(axis.reads(position[i]!), axis.size))))
    .filter((words) => words !== '')
    .join(', ');
}

/** What one frame shows: `output row 4, column 17 is the sum of 147 products: …`. */
export function slideSentence(
  layer: SlidingLayer,
  position: readonly number[],
  values: SceneValues | undefined,
): string {
  const { axes, channels } = layer;
  const reads = axes.map((axis, i) => axis.reads(position[i]!));
  const all = product(reads.map(({ taps }) => taps));
  const inside = product(reads.map((read, i) => insideCells(read, axes[i]!.size).length));
  const place = `output ${placeWords(
    axes.map(({ name }) => name),
    position,
  )}`;
  const each = channels === undefined ? 1 : channels.input / channels.groups;
  const over = each > 1 ? ` of ${each} channels` : '';
  const made = `${place} is ${operationWords(layer, position, { all: all * each, inside: inside * each })}`;
  const rest = outsideWords(all, inside);
  return `${made}: ${readWords(layer, position)}${over}; ${rest}.${valueWords(layer, position, values)}`;
}

function operationWords(
  layer: SlidingLayer,
  position: readonly number[],
  { all, inside }: { readonly all: number; readonly inside: number },
): string {
  if (layer.operation === 'sum') return `the sum of ${plural(all, 'product')}`;
  if (layer.operation === 'max') return `the largest of ${plural(inside, 'value')}`;
  if (layer.operation === 'norm') return `the norm of ${plural(inside, 'value')}`;
  return `the sum of ${plural(inside, 'value')} divided by ${divisorAt(layer, position)}`;
}

function outsideWords(all: number, inside: number): string {
  if (all === inside) return 'none is padding';
  const outside = all - inside;
  return `${outside} of the window's ${plural(all, 'cell')} ${outside === 1 ? 'lies' : 'lie'} outside the input`;
}

function valueWords(layer: SlidingLayer, position: readonly number[], values: SceneValues | undefined): string {
  if (values === undefined) return '';
  const output =
    values.output?.[
      offsetOf(
        position,
        layer.axes.map(({ count }) => count),
      )
    ];
  const result = output === undefined ? '' : ` The result is ${valueText(output)}`;
  if (layer.operation !== 'max') return result === '' ? '' : `${result}.`;
  const winner = winnerAt(layer, position, values.input);
  if (winner === undefined) return '';
  const from = placeWords(
    layer.axes.map(({ name }) => name),
    winner,
  );
  return result === '' ? ` The largest is at ${from}.` : `${result}, from ${from}.`;
}
