/**
 * @file The studio inside somebody's page: `?embed&theme=dark&lang=zh` in front of the `#`. The address says what is
 * shown and how; the page around is told how high it is, and nothing else passes between the two.
 */

import type { Lang } from './language.svelte.js';
import type { Theme } from './theme.svelte.js';

/** How an embedded picture looks; undefined: as the reader's own system has it. */
export interface Embedding {
  readonly theme: Theme | undefined;
  readonly lang: Lang | undefined;
}

const oneOf = <Word extends string>(text: string | null, ...words: readonly Word[]): Word | undefined =>
  words.find((word) => word === text);

/** What an address says. @param search  the part from `?` to `#` @returns undefined for a page of its own */
export function readEmbedding(search: string): Embedding | undefined {
  const query = new URLSearchParams(search);
  if (!query.has('embed') || query.get('embed') === '0') return undefined;
  return { theme: oneOf(query.get('theme'), 'light', 'dark'), lang: oneOf(query.get('lang'), 'en', 'zh') };
}

/** Of the page that is open; undefined where it is nobody's part. */
export const embedding: Embedding | undefined =
  typeof location === 'undefined' ? undefined : readEmbedding(location.search);

/** What the page around is told. */
export interface HeightMessage {
  readonly type: 'atrous:height';
  /** Pixels that everything takes at this width. */
  readonly height: number;
}

let told = 0;

/** Tells the page around how high this one is; anybody may know it. */
export function tellHeight(height: number): void {
  const whole = Math.ceil(height);
  if (whole === told || window.parent === window) return;
  told = whole;
  window.parent.postMessage({ type: 'atrous:height', height: whole } satisfies HeightMessage, '*');
}

/** Tells the height of an element now and whenever it changes. @returns what ends it */
export function tellHeightOf(element: Element): () => void {
  const observer = new ResizeObserver(() => tellHeight(element.getBoundingClientRect().height));
  observer.observe(element);
  return () => observer.disconnect();
}

/** Whether nobody but this computer can open the address. */
export const isLocal = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export interface Embedded extends Embedding {
  /** Of the studio, without `?` and `#`. */
  readonly address: string;
  /** From `#` on. */
  readonly link: string;
  /** For those who do not see it. */
  readonly title: string;
  /** In pixels, where no script of the page around sets another. */
  readonly height: number;
}

/** The line that shows a state in another page. */
export function embedLine({ address, link, title, height, theme, lang }: Embedded): string {
  const looks = Object.entries({ theme, lang }).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  const src = `${address}?${['embed', ...looks].join('&')}${link}`;
  return `<iframe src="${escaped(src)}" title="${escaped(title)}" width="100%" height="${Math.ceil(height)}" style="border:0" loading="lazy"></iframe>`;
}
