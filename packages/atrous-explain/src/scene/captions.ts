/** @file What stands under a picture: the legend, the formula with its numbers, the sentence of the frame. */

import type { LayerSpec, Shape } from 'atrous/spec';
import { renderStep } from '../explain/render.js';
import { explainSizes } from '../explain/sizes.js';
import { type Lang, say } from '../explain/words/phrase.js';
import type { LegendEntry } from './scene.js';
import { type Sketch, textRoom, WIDE } from './sketch.js';

interface FormulaLine {
  readonly axes: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/** One line per step; axes with equal formulas share theirs. */
export function formulaLines(spec: LayerSpec, input: Shape, lang: Lang): FormulaLine[] {
  const lines: FormulaLine[] = [];
  for (const { axis, steps, notes } of explainSizes(spec, input)) {
    const text = steps.map((step) => renderStep(step, { lang })).join('\n');
    const words = notes.map((note) => say(note, lang));
    const same = lines.findIndex((line) => line.text === text);
    if (same < 0) lines.push({ axes: axis, text, notes: words });
    else lines[same] = { axes: `${lines[same]!.axes}, ${axis}`, text, notes: merged(lines[same]!.notes, words) };
  }
  return lines;
}

const merged = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

const FORMULA_SIZE = 14;
const SENTENCE_SIZE = 13;
const LINE = 21;
const SWATCH = 13;

export interface Captions {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly legend: readonly LegendEntry[];
  readonly sentence: string;
}

/** Room for the widest formula, so that none is cut off. */
export function captionWidth(spec: LayerSpec, input: Shape, lang: Lang): number {
  const widths = formulaLines(spec, input, lang).flatMap(({ text }) => text.split('\n'));
  return 60 + Math.max(0, ...widths.map((text) => textRoom(text, FORMULA_SIZE)));
}

/** @returns where the room under the captions begins */
export function drawCaptions(sketch: Sketch, x: number, top: number, width: number, captions: Captions): number {
  let y = drawLegend(sketch, x, top, width, captions.legend);
  const lines = formulaLines(captions.spec, captions.input, sketch.words.lang);
  const indent = 14 + Math.max(0, ...lines.map(({ axes }) => textRoom(axes, FORMULA_SIZE, true)));
  for (const { axes, text, notes } of lines) {
    sketch.text('axis', axes, x, y + 15, { size: FORMULA_SIZE, bold: true });
    for (const step of text.split('\n')) {
      sketch.text('formula', step, x + indent, y + 15, { size: FORMULA_SIZE });
      y += LINE;
    }
    for (const line of wrap(sketch.words.notes(notes), width - indent, 12)) {
      sketch.text('note', line, x + indent, y + 12, { size: 12 });
      y += LINE - 3;
    }
  }
  return drawSentence(sketch, x, y + 6, width, captions.sentence);
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** @returns where the room under it begins */
export function drawSentence(sketch: Sketch, x: number, top: number, width: number, sentence: string): number {
  const lines = wrap(capitalised(sentence), width, SENTENCE_SIZE);
  lines.forEach((line, i) => sketch.text('sentence', line, x, top + i * (LINE - 2) + 14, { size: SENTENCE_SIZE }));
  // Room for two, so that a picture keeps its size from frame to frame.
  return top + Math.max(2, lines.length) * (LINE - 2);
}

/** Swatches with their words; the role `tap` shows the first colour. */
function drawLegend(sketch: Sketch, left: number, top: number, width: number, legend: readonly LegendEntry[]): number {
  if (legend.length === 0) return top;
  let [x, y] = [left, top];
  for (const [role, words] of legend) {
    const room = SWATCH + 7 + textRoom(words, 12) + 18;
    if (x > left && x + room > left + width) [x, y] = [left, y + 20];
    sketch.rect(role, { x, y, width: SWATCH, height: SWATCH }, role === 'tap' ? { tap: 0 } : {});
    sketch.text('note', words, x + SWATCH + 7, y + 11, { size: 12 });
    x += room;
  }
  return y + 28;
}

/** A space and a word; or one Chinese character with the signs behind it, which may not begin a line. */
const PIECE: RegExp = new RegExp(
  `(\\s*)(${WIDE.source}[，。：；、）]*|(?:(?!${WIDE.source})\\S)+[，。：；、）]*)`,
  'g',
);

/** Breaks words into lines that fit; no line for no words. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const [, space, word] of text.matchAll(PIECE)) {
    const longer = `${lines.at(-1) ?? ''}${space}${word}`;
    if (lines.length > 0 && textRoom(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word!);
  }
  return lines;
}
