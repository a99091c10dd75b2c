/** @file A scene as a LaTeX document with one TikZ picture: the same marks, looks and order as the SVG, for papers and slides. */

import type { Hex, Look, Theme } from './palette.js';
import { lookOf, paperOf } from './palette.js';
import { type Drawn, drawOrder, type Path, type Rect, type Scene, type Text } from './scene.js';

export interface TikzOptions {
  /** Default 'light'. */
  readonly theme?: Theme | undefined;
}

/** Big points of one pixel of the scene, as CSS has it. */
const POINTS = 0.75;

const PATTERNS = { dots: 'dots', hatch: 'north east lines', cross: 'crosshatch' } as const;

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

const points = (pixels: number): string => `${rounded(pixels * POINTS)}bp`;

/** Characters that TeX reads as commands, and those that its fonts hold among the mathematics. */
const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  '−': '$-$',
  '·': '$\\cdot$',
  '×': '$\\times$',
  '÷': '$\\div$',
  '→': '$\\to$',
  '⌊': '$\\lfloor$',
  '⌋': '$\\rfloor$',
  '⌈': '$\\lceil$',
  '⌉': '$\\rceil$',
  '≥': '$\\ge$',
  '≤': '$\\le$',
  '∞': '$\\infty$',
  '²': '$^2$',
  '…': '\\dots{}',
  '–': '--',
};

/** Text as it stands in LaTeX; runs of spaces stay as wide as they are. */
export const escapeTex = (text: string): string =>
  Array.from(text, (character) => TEX[character] ?? character)
    .join('')
    .replaceAll(/ {2,}/g, (spaces) => '~'.repeat(spaces.length));

/** Colours and styles that a picture really uses, each defined once. */
class Styles {
  readonly #theme: Theme;
  readonly #colours = new Map<Hex, string>();
  readonly #styles = new Map<string, string>();

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  colour(hex: Hex): string {
    const name = `colour${hex.slice(1)}`;
    this.#colours.set(hex, name);
    return name;
  }

  /** The style of a mark, defined on first use. */
  styleOf({ role, tap, level }: Drawn['mark']): string {
    const name = ['atrous', role, tap, level].filter((part) => part !== undefined).join('-');
    if (!this.#styles.has(name)) this.#styles.set(name, this.#keys(lookOf(role, this.#theme, tap, level)));
    return name;
  }

  #keys({ fill, alpha, stroke, strokeWidth = 1, dash, pattern }: Look): string {
    const keys: string[] = [];
    if (fill !== undefined) keys.push(`fill=${this.colour(fill)}`);
    if (alpha !== undefined) keys.push(`fill opacity=${alpha}`);
    if (stroke !== undefined) keys.push(`draw=${this.colour(stroke)}`, `line width=${points(strokeWidth)}`);
    if (dash !== undefined) keys.push(`dash pattern=on ${points(dash[0])} off ${points(dash[1])}`);
    if (pattern) {
      const drawing = `pattern=${PATTERNS[pattern.kind]},pattern color=${this.colour(pattern.colour)}`;
      keys.push(fill === undefined ? drawing : `postaction={${drawing}}`);
    }
    return keys.join(',');
  }

  definitions(): string[] {
    return [
      ...[...this.#colours].map(([hex, name]) => `\\definecolor{${name}}{HTML}{${hex.slice(1).toUpperCase()}}`),
      ...[...this.#styles].map(([name, keys]) => `\\tikzset{${name}/.style={${keys}}}`),
    ];
  }
}

const at = (x: number, y: number): string => `(${rounded(x)},${rounded(y)})`;

const opacityOf = ({ opacity }: Drawn['mark']): string =>
  opacity === undefined || opacity === 1 ? '' : `,opacity=${rounded(opacity)}`;

function drawing(drawn: Drawn, styles: Styles, theme: Theme): string {
  if (drawn.kind === 'text') return node(drawn.mark, styles, theme);
  const style = `[${styles.styleOf(drawn.mark)}${opacityOf(drawn.mark)}]`;
  return `\\path${style} ${shapeOf(drawn)};`;
}

function shapeOf(drawn: Exclude<Drawn, { kind: 'text' }>): string {
  if (drawn.kind === 'rect') return rectangle(drawn.mark);
  if (drawn.kind === 'path') return polygon(drawn.mark);
  const { x1, y1, x2, y2 } = drawn.mark;
  return `${at(x1, y1)} -- ${at(x2, y2)}`;
}

const rectangle = ({ x, y, width, height }: Rect): string => `${at(x, y)} rectangle ${at(x + width, y + height)}`;

const polygon = ({ points: corners }: Path): string => `${corners.map(([x, y]) => at(x, y)).join(' -- ')} -- cycle`;

const ANCHORS = { start: 'base west', middle: 'base', end: 'base east' } as const;

function node(mark: Text, styles: Styles, theme: Theme): string {
  const { x, y, text, size, anchor, bold, role, tap } = mark;
  const colour = styles.colour(lookOf(role, theme, tap).fill!);
  const height = points(size);
  const font = `\\fontsize{${height}}{${height}}\\selectfont${bold === true ? '\\bfseries' : ''}`;
  const keys = `anchor=${ANCHORS[anchor]},inner sep=0,text=${colour},font=${font}${opacityOf(mark)}`;
  return `\\node[${keys}] at ${at(x, y)} {${escapeTex(text)}};`;
}

/** The scene as a document that LaTeX sets as it is; Chinese wants XeLaTeX and the ctex package. */
export function renderTikz(scene: Scene, { theme = 'light' }: TikzOptions = {}): string {
  const styles = new Styles(theme);
  const { width, height, title, sentence, lang = 'en' } = scene;
  const paper = styles.colour(paperOf(theme));
  const marks = drawOrder(scene).map((drawn) => drawing(drawn, styles, theme));
  return [
    `% ${title.replaceAll(/\s+/g, ' ')}`,
    `% ${sentence.replaceAll(/\s+/g, ' ')}`,
    '\\documentclass[tikz]{standalone}',
    ...(lang === 'zh' ? ['\\usepackage{ctex}'] : []),
    '\\usetikzlibrary{patterns}',
    '\\renewcommand{\\familydefault}{\\sfdefault}',
    ...styles.definitions(),
    '\\begin{document}',
    `\\begin{tikzpicture}[x=${POINTS}bp,y=-${POINTS}bp]`,
    `\\fill[${paper}] (0,0) rectangle ${at(width, height)};`,
    ...marks,
    '\\end{tikzpicture}',
    '\\end{document}',
    '',
  ].join('\n');
}
