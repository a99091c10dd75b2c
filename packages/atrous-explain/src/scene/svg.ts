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

/** One mark as an SVG element. Attributes are not escaped yet. */
export interface SvgElement {
  readonly tag: 'rect' | 'line' | 'path' | 'text';
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a text. */
  readonly content: string | undefined;
}

/** A scene as SVG elements, for a page that keeps them from frame to frame and changes what has changed. */
export interface SvgPicture {
  readonly elements: readonly SvgElement[];
  /** The rules of the classes that the elements have. */
  readonly css: string;
  /** The content of `<defs>`: patterns that the rules name. */
  readonly patterns: string;
}

/** The marks of a scene as elements, in the order in which they are drawn. */
export function svgPicture(scene: Scene, options: Pick<SvgOptions, 'theme' | 'prefix'> = {}): SvgPicture {
  const styles = stylesOf(options);
  const elements = drawOrder(scene).map((drawn) => element(drawn, styles));
  return { elements, css: styles.css(), patterns: styles.patterns() };
}

function stylesOf({ theme = 'light', prefix }: Pick<SvgOptions, 'theme' | 'prefix'>): Styles {
  return new Styles(prefix ?? `atrous-${theme}`, theme);
}

/** The scene as SVG text. */
export function renderSvg(scene: Scene, options: SvgOptions = {}): string {
  const theme = options.theme ?? 'light';
  const prefix = options.prefix ?? `atrous-${theme}`;
  const styles = stylesOf(options);
  const { drawText } = options;
  const marks = drawOrder(scene).map((drawn) =>
    drawn.kind === 'text' && drawText
      ? drawText({ ...drawn.mark, colour: lookOf(drawn.mark.role, theme).fill! })
      : elementText(element(drawn, styles)),
  );
  const { width, height, title, description, sentence, lang = 'en' } = scene;
  const patterns = styles.patterns();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" lang="${lang}" aria-labelledby="${prefix}-title ${prefix}-desc">`,
    `<title id="${prefix}-title">${escape(title)}</title>`,
    `<desc id="${prefix}-desc">${escape(lang === 'zh' ? `${description}${sentence}` : `${description} ${sentence}`)}</desc>`,
    `<style>${styles.css()}</style>`,
    ...(patterns === '' ? [] : [`<defs>${patterns}</defs>`]),
    `<rect width="${width}" height="${height}" fill="${paperOf(theme)}"/>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

function elementText({ tag, attributes, content }: SvgElement): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  const start = `<${tag}${written.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${escape(content)}</${tag}>`;
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

  patterns(): string {
    return [...this.#patterns.values()].join('');
  }

  get textClass(): string {
    return `${this.#prefix}-text`;
  }
}

type Attributes = Record<string, string>;

function element(drawn: Drawn, styles: Styles): SvgElement {
  const own = styles.classOf(drawn.mark);
  const shared: Attributes = { class: drawn.kind === 'text' ? `${styles.textClass} ${own}` : own };
  const { opacity } = drawn.mark;
  if (opacity !== undefined && opacity !== 1) shared['opacity'] = rounded(opacity);
  if (drawn.kind === 'rect')
    return { tag: 'rect', attributes: { ...shared, ...rectAttributes(drawn.mark) }, content: undefined };
  if (drawn.kind === 'path')
    return { tag: 'path', attributes: { ...shared, d: pathData(drawn.mark) }, content: undefined };
  if (drawn.kind === 'text')
    return { tag: 'text', attributes: { ...shared, ...textAttributes(drawn.mark) }, content: drawn.mark.text };
  const { x1, y1, x2, y2 } = drawn.mark;
  const ends = { x1: rounded(x1), y1: rounded(y1), x2: rounded(x2), y2: rounded(y2) };
  return { tag: 'line', attributes: { ...shared, ...ends }, content: undefined };
}

function rectAttributes({ x, y, width, height }: Rect): Attributes {
  return { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) };
}

function pathData({ points }: Path): string {
  const data = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
  return `${data}Z`;
}

function textAttributes({ x, y, size, anchor, bold }: Text): Attributes {
  const attributes: Attributes = { x: rounded(x), y: rounded(y), 'font-size': rounded(size) };
  if (anchor !== 'start') attributes['text-anchor'] = anchor;
  if (bold === true) attributes['font-weight'] = '650';
  return attributes;
}
