/** @file Scenes as pixels: the scene's own SVG with its texts in the stroke font, so that no machine's fonts matter. */

import sharp from 'sharp';
import { paperOf, renderSvg, type DrawnText, type Scene, type SceneState, type Theme } from 'atrous-explain';
import { vectorText } from '../pictures/vector-text.js';

/** Capitals of the stroke font in parts of the font size. */
const CAPITAL = 0.66;
const ALIGN = { start: 'left', middle: 'centre', end: 'right' } as const;

function strokeText({ text, x, y, size, anchor, bold = false, colour, opacity = 1 }: DrawnText): string {
  const path = vectorText(text, x, y, { size: size * CAPITAL, colour, bold, align: ALIGN[anchor] });
  return opacity === 1 ? path : `<g opacity="${opacity}">${path}</g>`;
}

/** The scene as SVG that looks the same everywhere; its texts are paths. */
export const strokeSvg = (scene: Scene, theme: Theme): string => renderSvg(scene, { theme, drawText: strokeText });

/**
 * The same state with texts that the stroke font can draw: it has Latin letters, digits and signs, and a picture must not
 * depend on the fonts of a machine.
 */
export function inPixels(state: SceneState): SceneState {
  if (state.lang === 'zh')
    process.stderr.write(
      'atrous: PNG and GIF keep English labels, their drawn letters have no Chinese; SVG has both\n',
    );
  return { ...state, lang: 'en' };
}

/** Pixels per inch at which one unit of the SVG is one pixel. */
const DENSITY = 72;

/** As a PNG. @param zoom  pixels for each unit of the scene */
export async function scenePng(scene: Scene, theme: Theme, zoom: number): Promise<Uint8Array> {
  return sharp(Buffer.from(strokeSvg(scene, theme)), { density: DENSITY * zoom })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels, [height, width, 4]; what is free to the right and below is filled with the paper's colour. */
export async function scenePixels(svg: string, theme: Theme, { width, height }: Size): Promise<Uint8Array> {
  const { data, info } = await sharp(Buffer.from(svg), { density: DENSITY })
    .flatten({ background: paperOf(theme) })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const extended = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } }).extend({
    right: Math.max(0, width - info.width),
    bottom: Math.max(0, height - info.height),
    background: paperOf(theme),
  });
  return extended.ensureAlpha().raw().toBuffer();
}
