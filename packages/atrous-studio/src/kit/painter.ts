/** @file A scene in the page: the same elements as in the exported SVG, kept from frame to frame. */

import { type Scene, type SvgElement, type SvgPicture, svgPicture } from 'atrous-explain';
import type { Theme } from './theme.svelte.js';

const SVG = 'http://www.w3.org/2000/svg';

/** What one drawing took, for tests of its bounds. */
export interface Painted {
  readonly elements: number;
  /** Elements made anew and attributes set. */
  readonly changes: number;
}

/** Draws scenes into an `<svg>`, touching only what differs from the last one. */
export class Painter {
  readonly #style: SVGStyleElement;
  readonly #patterns: SVGDefsElement;
  readonly #marks: SVGGElement;
  readonly #prefix: string;
  #drawn: readonly SvgElement[] = [];
  #css = '';
  #defs = '';

  /** @param prefix  of the classes, different for every picture of a page */
  constructor(svg: SVGSVGElement, prefix: string) {
    this.#prefix = prefix;
    this.#style = document.createElementNS(SVG, 'style');
    this.#patterns = document.createElementNS(SVG, 'defs');
    this.#marks = document.createElementNS(SVG, 'g');
    svg.replaceChildren(this.#style, this.#patterns, this.#marks);
  }

  draw(scene: Scene, theme: Theme): Painted {
    const picture = svgPicture(scene, { theme, prefix: this.#prefix });
    this.#rules(picture);
    let changes = 0;
    const { elements } = picture;
    for (const [i, element] of elements.entries()) changes += this.#put(i, element);
    while (this.#marks.children.length > elements.length) {
      this.#marks.lastElementChild!.remove();
      changes++;
    }
    this.#drawn = elements;
    return { elements: elements.length, changes };
  }

  #rules({ css, patterns }: SvgPicture): void {
    if (css !== this.#css) this.#style.textContent = this.#css = css;
    // The library's own text: patterns hold numbers and colours only.
    if (patterns !== this.#defs) this.#patterns.innerHTML = this.#defs = patterns;
  }

  /** @returns how much had to be changed */
  #put(i: number, element: SvgElement): number {
    const before = this.#drawn[i];
    const node = this.#marks.children[i];
    if (before === undefined || node === undefined || before.tag !== element.tag) {
      const made = document.createElementNS(SVG, element.tag);
      for (const [name, value] of Object.entries(element.attributes)) made.setAttribute(name, value);
      if (element.content !== undefined) made.textContent = element.content;
      if (node) node.replaceWith(made);
      else this.#marks.append(made);
      return 1;
    }
    let changes = 0;
    for (const [name, value] of Object.entries(element.attributes))
      if (before.attributes[name] !== value) {
        node.setAttribute(name, value);
        changes++;
      }
    for (const name of Object.keys(before.attributes))
      if (element.attributes[name] === undefined) {
        node.removeAttribute(name);
        changes++;
      }
    if (element.content !== before.content) {
      node.textContent = element.content ?? '';
      changes++;
    }
    return changes;
  }
}
