/** @file `atrous matrix`: the layer as a matrix, as a picture or as text. */

import {
  convolutionMatrix,
  formatMatrix,
  matrixTable,
  frameCount,
  matrixBlocks,
  type LayerState,
  QuestionError,
  renderSvg,
  renderTikz,
  renderWork,
  scene,
  workThrough,
} from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { inPixels, scenePng } from '../scene/raster.js';
import { sceneState } from '../scene/state.js';
import { writeResult } from '../scene/words.js';
import { csvTable, markdownTable } from '../table/forms.js';
import { type Form, formOf } from '../words/options.js';
import { jsonText, print } from '../words/print.js';
import { asked } from '../words/question.js';
import { fold, outputWidth } from '../run/wrap.js';
import { blocksJson, blocksText } from './blocks.js';
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
  if (flags.work)
    print(`${picture.title}\n${asked(() => renderWork(workThrough(state.spec, state.input), lang), lang)}`);
  else if (form !== 'text') print(matrixForm(state, form));
  else if (written.length > 0) for (const path of written) print(`${path}: ${picture.title}`);
  else print(`${picture.title}\n${matrixText(state)}`);
}

/** The entries as numbers, or the table of their names. */
function matrixForm(state: LayerState, form: Exclude<Form, 'text'>): string {
  if (form === 'json') return jsonText({ layer: state.spec, input: state.input, ...matrixJson(state) });
  const [head, ...rows] = asked(() => matrixTable(convolutionMatrix(state.spec, state.input))) as [
    string[],
    ...string[][],
  ];
  if (form === 'csv') return csvTable(head, rows);
  return markdownTable(
    head.map((title) => ({ title })),
    rows,
  );
}

/** Entry: row, column and place in the weight, all flat; of a matrix of too many its blocks. */
function matrixJson({ spec, input }: LayerState): object {
  const matrix = unlessTooLarge(() => convolutionMatrix(spec, input));
  if (matrix === undefined) return { blocks: blocksJson(asked(() => matrixBlocks(spec, input))) };
  const { rows, columns, row, column, weight, inputShape, outputShape, weightShape } = matrix;
  const entries = Array.from(row, (r, n) => [r, column[n], weight[n]]);
  return { rows, columns, inputShape, outputShape, weightShape, entries };
}

/** The matrix, written out where a page holds it. */
function matrixText({ spec, input, lang }: LayerState): string {
  const text = unlessTooLarge(() => formatMatrix(convolutionMatrix(spec, input)));
  return (
    text ??
    blocksText(
      asked(() => matrixBlocks(spec, input)),
      lang,
    )
      .split('\n')
      .map((line) => fold(line, outputWidth(), 4))
      .join('\n')
  );
}

/** Undefined where the library refuses to write so much out. */
function unlessTooLarge<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof QuestionError && 'most' in error.fields) return undefined;
    if (error instanceof QuestionError)
      throw new Failure(EXIT.usage, error.torchMessage, 'A picture shows it: give --svg or --png.');
    throw error;
  }
}
