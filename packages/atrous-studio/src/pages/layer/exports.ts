/** @file The picture and the numbers as files. Everything in them is the library's. */

import { chain, traceNetwork } from 'atrous/spec';
import {
  emitTable,
  explain,
  type LayerState,
  renderLatex,
  renderSvg,
  renderTikz,
  type Scene,
  scene,
  type TableFormat,
} from 'atrous-explain';
import type { Theme } from '../../kit/theme.svelte.js';
import type { Legal } from './verdict.js';

/** The whole figure, with title, formula and sentence. */
const whole = (state: LayerState, time: number): Scene => scene({ ...state, bare: false, narrow: false }, time);

export const figure = (state: LayerState, time: number, theme: Theme): string =>
  renderSvg(whole(state, time), { theme });

/** The same as a LaTeX document. */
export const tikz = (state: LayerState, time: number, theme: Theme): string =>
  renderTikz(whole(state, time), { theme });

/** A figure as a picture that a canvas takes. @throws Error where the browser cannot draw it */
export async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A figure as pixels. @param scale  1 to 4 @throws Error where the browser cannot draw it */
export async function pixels(svg: string, scale: number): Promise<Blob> {
  const image = await imageOf(svg);
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new Error('The browser made no picture.');
  return blob;
}

export const FORMATS: readonly { readonly format: TableFormat; readonly ending: string; readonly name: string }[] = [
  { format: 'markdown', ending: 'md', name: 'Markdown' },
  { format: 'csv', ending: 'csv', name: 'CSV' },
  { format: 'json', ending: 'json', name: 'JSON' },
  { format: 'latex', ending: 'tex', name: 'LaTeX' },
];

/** The layer's row of numbers. */
export const table = ({ spec, input }: Legal, format: TableFormat): string =>
  emitTable(traceNetwork(chain([spec]), input), format);

/** The derivation of every size as LaTeX, a line each. */
export function formulas({ spec, input }: Legal): string {
  const { axes } = explain(spec, input);
  const lines = axes.flatMap(({ axis, steps }) => steps.map((step) => `\\text{${axis}} &= ${renderLatex(step)}`));
  return `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}\n`;
}

/** `conv2d-1x3x224x224`. */
export const fileName = ({ spec, input }: Legal): string => `${spec.op.toLowerCase()}-${input.join('x')}`;
