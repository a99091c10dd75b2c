/** @file `atrous matrix`: the layer as a matrix, as a picture or as text. */

import {
  convolutionMatrix,
  formatMatrix,
  matrixTable,
  frameCount,
  type LayerState,
  QuestionError,
  renderSvg,
  renderTikz,
  scene,
  type SparseMatrix,
} from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { inPixels, scenePng } from '../scene/raster.js';
import { sceneState } from '../scene/state.js';
import { writeResult } from '../scene/words.js';
import { csvTable, markdownTable } from '../table/forms.js';
import { type Form, formOf } from '../words/options.js';
import { jsonText, print } from '../words/print.js';
import { asked } from '../words/question.js';
import type { MatrixFlags } from './command.js';

/** Pixels of a PNG for each unit of the picture. */
const ZOOM = 2;

/** @throws Failure for what cannot be read, drawn or written */
export async function showMatrix(layer: string, flags: MatrixFlags): Promise<void> {
  const { in: sizes, svg, tex, png, row = 0, theme, lang } = flags;
  const state = sceneState({ layer, sizes, view: 'matrix', channel: undefined, lang }) as LayerState;
  const rows = frameCount(state);
  if (row >= rows) throw new Failure(EXIT.usage, `there is no row ${row}`, `They are 0 to ${rows - 1}.`);
  const picture = scene(state, row);
  if (svg !== undefined) await writeResult(svg, renderSvg(picture, { theme }));
  if (tex !== undefined) await writeResult(tex, renderTikz(picture, { theme }));
  if (png !== undefined) await writeResult(png, await scenePng(scene(inPixels(state), row), theme, ZOOM));
  const written = [svg, tex, png].filter((path) => path !== undefined);
  const form = formOf(flags);
  // JSON, CSV and Markdown are for programs and documents: nothing else stands on stdout.
  if (form !== 'text') print(matrixForm(state, form));
  else if (written.length > 0) for (const path of written) print(`${path}: ${picture.title}`);
  else print(`${picture.title}\n${matrixText(state)}`);
}

/** The entries as numbers, or the table of their names. */
function matrixForm(state: LayerState, form: Exclude<Form, 'text'>): string {
  const matrix = asked(() => convolutionMatrix(state.spec, state.input));
  if (form === 'json') return jsonText({ layer: state.spec, input: state.input, ...matrixJson(matrix) });
  const [head, ...rows] = asked(() => matrixTable(matrix)) as [string[], ...string[][]];
  if (form === 'csv') return csvTable(head, rows);
  return markdownTable(
    head.map((title) => ({ title })),
    rows,
  );
}

/** Entry: row, column and place in the weight, all flat. */
function matrixJson({
  rows,
  columns,
  row,
  column,
  weight,
  inputShape,
  outputShape,
  weightShape,
}: SparseMatrix): object {
  const entries = Array.from(row, (r, n) => [r, column[n], weight[n]]);
  return { rows, columns, inputShape, outputShape, weightShape, entries };
}

/** @throws Failure for a matrix that is too large to print, or that has no taps */
function matrixText({ spec, input }: LayerState): string {
  try {
    return formatMatrix(convolutionMatrix(spec, input));
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    throw new Failure(EXIT.usage, error.message, 'A picture shows a part of it: give --svg or --png.');
  }
}
