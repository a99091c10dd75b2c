/** @file A checkerboard's measure as stable JSON. */

import { type Measured, say } from 'atrous-explain';
import type { Checked } from './checker.js';
import type { CheckerStyle } from './text.js';

/** Infinity, where phases differ about a mean of 0, is null: JSON has no such number. */
function measuredJson({ layers, unevenness, withBorder }: Measured): object {
  return {
    layers: layers.map(({ spec }) => spec),
    unevenness: Number.isFinite(unevenness.value) ? unevenness.value : null,
    means: unevenness.means,
    withBorder,
  };
}

/** `remedies` is empty where they were not asked for. */
export function reportJson({ row, report }: Checked, { lang }: CheckerStyle): object {
  const { overlap, own, remedies } = report;
  const { shape, axes, phases, unevenness } = overlap;
  return {
    name: row.name,
    layer: row.layer,
    input: row.inputs[0],
    output: row.output,
    overlap: { shape, axes, phases, unevenness: unevenness.value },
    own: measuredJson(own),
    remedies: remedies.map((remedy) => ({ id: remedy.id, note: say(remedy.note, lang), ...measuredJson(remedy) })),
  };
}
