/** @file The gallery: every kind of picture in both themes, and a few of them in motion, on one page. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeScene, renderSvg, scene, type Theme } from 'atrous-explain';
import { EXAMPLES, type Example } from '../../../atrous-explain/test/scene/examples.js';
import { escapeHtml } from '../../src/report/escape.js';

const THEMES: readonly Theme[] = ['light', 'dark'];

/** Shown in motion, and with which words the command makes them. */
export const FILMS: readonly { readonly name: string; readonly words: readonly string[] }[] = [
  { name: 'strided', words: ['animate', 'Conv2d(1, 1, 3, stride=2, padding=1)', '--in', '5x5'] },
  { name: 'stamp', words: ['animate', 'ConvTranspose2d(1, 1, 3, 2, 1, 1)', '--in', '3x3', '--stepped'] },
  {
    name: 'morph',
    words: ['animate', 'ConvTranspose2d(1, 1, 3, 2, 1, 1)', '--in', '3x3', '--view', 'morph', '--fps', '8'],
  },
  {
    name: 'max-pool',
    words: ['animate', 'MaxPool2d(3, 2, ceil_mode=True)', '--in', '6x6', '--theme', 'dark', '--stepped'],
  },
];

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:110rem;padding:0 1rem;background:#fff;color:#1c212e}
figure{margin:0 0 3rem}figure div{display:flex;flex-wrap:wrap;gap:1rem}figure div svg{flex:1 1 40rem;min-width:0}svg,img{max-width:100%;height:auto;border-radius:6px;margin:.3rem 0}code{background:#eef0f4;padding:.1em .3em}`;

function figure({ name, state, time }: Example): string {
  const drawn = scene(state, time);
  const pictures = THEMES.map((theme) => renderSvg(drawn, { theme, prefix: `${name}-${theme}` }));
  return `<figure id="${name}"><h2>${name}</h2><div>${pictures.join('\n')}</div><figcaption>${escapeHtml(describeScene(drawn))}</figcaption></figure>`;
}

function filmFigure({ name, words }: (typeof FILMS)[number]): string {
  const command = [
    'atrous',
    ...words.map((word) => (/[^\w-]/.test(word) ? `"${word}"` : word)),
    '--gif',
    `${name}.gif`,
  ];
  return `<figure><h2>${name}, in motion</h2><img src="${name}.gif" alt=""><figcaption><code>${escapeHtml(command.join(' '))}</code></figcaption></figure>`;
}

/** Writes the page and its pictures; the films are written by the command. @returns the names of the pictures */
export function writeGallery(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const names = EXAMPLES.flatMap(({ name, state, time }) =>
    THEMES.map((theme) => {
      const file = `${name}-${theme}.svg`;
      writeFileSync(join(folder, file), renderSvg(scene(state, time), { theme }));
      return file;
    }),
  );
  const figures = [...EXAMPLES.map(figure), ...FILMS.map(filmFigure)];
  const page = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Gallery of layers</title><style>${STYLE}</style></head><body>\n<h1>Layers, drawn</h1>\n${figures.join('\n')}\n</body></html>\n`;
  writeFileSync(join(folder, 'index.html'), page);
  return names;
}
