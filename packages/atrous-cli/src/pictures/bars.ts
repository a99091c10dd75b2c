/** @file A few single values as bars with their numbers: what a layer gives that has one value per channel. */

import type { Canvas } from './canvas.js';
import { DIVERGING, SEQUENTIAL, colourAt, formatNumber } from 'atrous-explain/pictures';
import { MARGIN, LINE, MUTED, TEXT_SIZE } from './theme.js';
import { drawText } from './text.js';

const ROW = 22;
const NUMBER_WIDTH = 44;
const VALUE_WIDTH = 84;

/** Bars for `count` values: how tall they are in pixels, and how to draw them from a given row on. */
export function drawBars(
  values: Float32Array,
  count: number,
): { height: number; draw: (canvas: Canvas, top: number) => void } {
  return { height: count * ROW, draw: (canvas, top) => drawRows(canvas, top, values, count) };
}

function drawRows(canvas: Canvas, top: number, values: Float32Array, count: number): void {
  const finite = [...values.subarray(0, count)].filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const room = canvas.width - 2 * MARGIN - NUMBER_WIDTH - VALUE_WIDTH;
  const unit = high > low ? room / (high - low) : 0;
  const zero = MARGIN + NUMBER_WIDTH + Math.round(-low * unit);
  for (let row = 0; row < count; row++) drawRow(canvas, top + row * ROW, { row, value: values[row]!, zero, unit });
  canvas.fill(top - 4, zero, count * ROW + 4, 1, LINE);
}

function drawRow(
  canvas: Canvas,
  top: number,
  { row, value, zero, unit }: { row: number; value: number; zero: number; unit: number },
): void {
  const baseline = top + 3 + TEXT_SIZE;
  drawText(canvas, String(row), baseline, MARGIN + NUMBER_WIDTH - 14, { align: 'right', colour: MUTED });
  const valueLeft = canvas.width - MARGIN;
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+∞' : '−∞';
    drawText(canvas, text, baseline, valueLeft, { align: 'right', bold: true });
    return;
  }
  const length = Math.round(Math.abs(value) * unit);
  const colour = value < 0 ? colourAt(DIVERGING, 0.12) : colourAt(SEQUENTIAL, 0.45);
  canvas.fill(top, value < 0 ? zero - length : zero, ROW - 6, length, colour);
  drawText(canvas, formatNumber(value), baseline, valueLeft, { align: 'right' });
}
