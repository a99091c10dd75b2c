/** @file `atrous matrix`: the layer as a matrix, as a picture or as text. */

import {
  convolutionMatrix,
  formatMatrix,
  frameCount,
  type LayerState,
  QuestionError,
  renderSvg,
  scene,
} from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { inPixels, scenePng } from '../scene/raster.js';
import { sceneState } from '../scene/state.js';
import { writeResult } from '../scene/words.js';
import type { MatrixFlags } from './command.js';

/** Pixels of a PNG for each unit of the picture. */
const ZOOM = 2;

/** @throws Failure for what cannot be read, drawn or written */
export async function showMatrix(layer: string, flags: MatrixFlags): Promise<void> {
  const { in: sizes, svg, png, row = 0, theme, lang } = flags;
  const state = sceneState({ layer, sizes, view: 'matrix', channel: undefined, lang }) as LayerState;
  const rows = frameCount(state);
  if (row >= rows) throw new Failure(EXIT.usage, `there is no row ${row}`, `They are 0 to ${rows - 1}.`);
  const picture = scene(state, row);
  if (svg !== undefined) await writeResult(svg, renderSvg(picture, { theme }));
  if (png !== undefined) await writeResult(png, await scenePng(scene(inPixels(state), row), theme, ZOOM));
  for (const path of [svg, png]) if (path !== undefined) process.stdout.write(`${path}: ${picture.title}\n`);
  if (svg === undefined && png === undefined) process.stdout.write(`${picture.title}\n${matrixText(state)}\n`);
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
