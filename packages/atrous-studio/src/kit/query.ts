/** @file Links read key by key: what cannot be is left out and remembered. */

/** So much of what is ignored is told. */
const LONGEST_TOLD = 40;

export class QueryReader {
  readonly #left: Map<string, string>;
  readonly #ignored: string[] = [];

  constructor(query: URLSearchParams) {
    this.#left = new Map(query);
  }

  /** What `read` makes of a key's text; undefined where there is none, or none that it understands. */
  take<T>(key: string, read: (text: string) => T | undefined): T | undefined {
    const text = this.#left.get(key);
    this.#left.delete(key);
    const value = text === undefined ? undefined : read(text);
    if (text !== undefined && value === undefined) this.#ignored.push(told(key, text));
    return value;
  }

  /** What was not understood, and what nobody asked for. */
  ignored(): string[] {
    return [...this.#ignored, ...Array.from(this.#left, ([key, text]) => told(key, text))];
  }
}

const told = (key: string, text: string): string => `${key}=${text}`.slice(0, LONGEST_TOLD);

/** Reads whole numbers from 0 to `most`. */
export const wholeUpTo =
  (most: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** Reads one of a few words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find((word) => word === text);
