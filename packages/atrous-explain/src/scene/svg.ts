/** @file A scene as one self-contained SVG: text stays text, no script, no font, no other file. */

import { escapeHtml } from '../explain/html.js';
import { type Drawn, drawOrder, type Path, type Rect, type Scene, type Text } from './scene.js';
import { type Hex, type Look, lookOf, paperOf, type Theme } from './palette.js';

/** A text with everything that decides how it looks. */
export interface DrawnText extends Text {
  readonly colour: Hex;
}

export interface SvgOptions {
  /** Draws texts in its own way, as paths for example; by default they are text that can be edited. */
  readonly drawText?: ((text: DrawnText) => string) | undefined;
  /** Default 'light'. */
  readonly theme?: Theme | undefined;
  /** Begins all ids and classes, so that several pictures can stand in one page. Default `atrous-light` or `atrous-dark`. */
  readonly prefix?: string | undefined;
}

/** Characters that XML cannot hold are replaced. */
function escape(text: string): string {
  return escapeHtml(text.replaceAll(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '\ufffd'));
}

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** The scene as SVG text. */
export function renderSvg(scene: Scene, options: SvgOptions = {}): string {
  const theme = options.theme ?? 'light';
  const prefix = options.prefix ?? `atrous-${theme}`;
  const styles = new Styles(prefix, theme);
  const { drawText } = options;
  const marks = drawOrder(scene).map((drawn) =>
    drawn.kind === 'text' && drawText
      ? drawText({ ...drawn.mark, colour: lookOf(drawn.mark.role, theme).fill! })
      : element(drawn, styles),
  );
  const { width, height, title, description, sentence, lang = 'en' } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" lang="${lang}" aria-labelledby="${prefix}-title ${prefix}-desc">`,
    `<title id="${prefix}-title">${escape(title)}</title>`,
    `<desc id="${prefix}-desc">${escape(lang === 'zh' ? `${description}${sentence}` : `${description} ${sentence}`)}</desc>`,
    `<style>${styles.css()}</style>`,
    ...styles.patterns(),
    `<rect width="${width}" height="${height}" fill="${paperOf(theme)}"/>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

/** The rules and patterns that a picture really uses. */
class Styles {
  readonly #prefix: string;
  readonly #theme: Theme;
  readonly #rules = new Map<string, string>();
  readonly #patterns = new Map<string, string>();

  constructor(prefix: string, theme: Theme) {
    this.#prefix = prefix;
    this.#theme = theme;
  }

  /** The class of a mark, whose rule is written on first use. */
  classOf({ role, tap, level }: Drawn['mark']): string {
    const look = lookOf(role, this.#theme, tap, level);
    const name = [this.#prefix, role, tap, level].filter((part) => part !== undefined).join('-');
    if (!this.#rules.has(name)) this.#rules.set(name, this.#declarations(name, look));
    return name;
  }

  #declarations(name: string, look: Look): string {
    const { fill, alpha, stroke, strokeWidth, dash, pattern } = look;
    const paint = pattern ? `url(#${this.#pattern(name, look)})` : (fill ?? 'none');
    const parts = [`fill:${paint}`];
    if (alpha !== undefined) parts.push(`fill-opacity:${alpha}`);
    if (stroke !== undefined) parts.push(`stroke:${stroke}`, `stroke-width:${strokeWidth ?? 1}`);
    if (dash !== undefined) parts.push(`stroke-dasharray:${dash.join(' ')}`);
    return parts.join(';');
  }

  #pattern(name: string, { fill, pattern }: Look): string {
    const id = `${name}-pattern`;
    const { kind, colour } = pattern!;
    const ground = fill === undefined ? '' : `<rect width="8" height="8" fill="${fill}"/>`;
    const hatch = `<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="${colour}" stroke-width="1.5" fill="none"/>`;
    const drawing = {
      dots: `<circle cx="2" cy="2" r="1" fill="${colour}"/><circle cx="6" cy="6" r="1" fill="${colour}"/>`,
      hatch,
      cross: `${hatch}<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2" stroke="${colour}" stroke-width="1" fill="none"/>`,
    }[kind];
    this.#patterns.set(
      id,
      `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse">${ground}${drawing}</pattern>`,
    );
    return id;
  }

  css(): string {
    const font =
      'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums;white-space:pre';
    const rules = [...this.#rules].map(([name, declarations]) => `.${name}{${declarations}}`);
    return [`.${this.#prefix}-text{${font}}`, ...rules].join('');
  }

  patterns(): string[] {
    return this.#patterns.size === 0 ? [] : [`<defs>${[...this.#patterns.values()].join('')}</defs>`];
  }

  get textClass(): string {
    return `${this.#prefix}-text`;
  }
}

const opacity = ({ opacity }: Drawn['mark']): string =>
  opacity === undefined || opacity === 1 ? '' : ` opacity="${rounded(opacity)}"`;

function element(drawn: Drawn, styles: Styles): string {
  const shared = `class="${styles.classOf(drawn.mark)}"${opacity(drawn.mark)}`;
  if (drawn.kind === 'rect') return rectElement(drawn.mark, shared);
  if (drawn.kind === 'path') return pathElement(drawn.mark, shared);
  if (drawn.kind === 'text') return textElement(drawn.mark, styles);
  const [x1, y1, x2, y2] = [drawn.mark.x1, drawn.mark.y1, drawn.mark.x2, drawn.mark.y2].map(rounded);
  return `<line ${shared} x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function rectElement({ x, y, width, height }: Rect, shared: string): string {
  return `<rect ${shared} x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"/>`;
}

function pathElement({ points }: Path, shared: string): string {
  const data = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
  return `<path ${shared} d="${data}Z"/>`;
}

function textElement(mark: Text, styles: Styles): string {
  const { x, y, size, anchor, bold, text } = mark;
  const classes = `class="${styles.textClass} ${styles.classOf(mark)}"${opacity(mark)}`;
  const weight = bold === true ? ' font-weight="650"' : '';
  const end = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text ${classes} x="${rounded(x)}" y="${rounded(y)}" font-size="${rounded(size)}"${end}${weight}>${escape(text)}</text>`;
}
