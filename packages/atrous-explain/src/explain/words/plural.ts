/** @file Nouns behind numbers, in English. */

type Count = number | string | undefined;

/** `cell`, `cells`. */
export const plural = (n: Count, one: string, many = `${one}s`): string => (n === 1 ? one : many);

/** `1 cell`, `3 cells`. */
export const count = (n: Count, one: string): string => `${n} ${plural(n, one)}`;
