/** @file The table of layers: one row each, totals below. It scrolls inside its frame when the page is narrow. */

import type { AxisFormula, ReportData, ReportLayer } from './data.js';
import { escapeHtml as text } from './escape.js';
import type { ReportWords } from './words.js';
import { formatBytes, formatCount, formatSizes, formatTime } from 'atrous-explain/read';

/** Columns before these hold no numbers. */
const FIRST_NUMBER = 2;

export function layerTable({ layers, totals }: ReportData, words: ReportWords): string {
  const most = layers.reduce((largest, { macs }) => Math.max(largest, macs), 0);
  const heads = words.heads
    .map((name, i) => `<th scope="col"${i < FIRST_NUMBER ? '' : ' class="number"'}>${name}</th>`)
    .join('');
  return `<p class="note">${words.tableNote}</p>
<div class="table" tabindex="0" role="region" aria-label="${words.layersTable}">
<table aria-labelledby="layers">
<thead><tr>${heads}</tr></thead>
${layers.map((layer) => `<tbody>${row(layer, most)}${rules(layer, words)}</tbody>`).join('\n')}
<tfoot><tr><th scope="row">${words.total}</th><td></td>${[
    formatCount(totals.parameters),
    formatCount(totals.macs),
    formatBytes(totals.activationBytes),
    '',
    '',
    formatTime(totals.milliseconds),
  ]
    .map((value) => cell(value))
    .join('')}</tr></tfoot>
</table>
</div>`;
}

function row(layer: ReportLayer, most: number): string {
  const share = most > 0 ? (layer.macs / most) * 100 : 0;
  const bar = layer.macs > 0 ? `<span class="share" style="width:${share.toFixed(1)}%"></span>` : '';
  const cells = [
    cell(formatCount(layer.parameters)),
    cell(formatCount(layer.macs), bar),
    cell(formatBytes(layer.activationBytes)),
    cell(layer.receptiveField === undefined ? '–' : formatSizes(layer.receptiveField)),
    cell(layer.stride === undefined ? '–' : formatSizes(layer.stride)),
    cell(formatTime(layer.milliseconds)),
  ];
  const span = layer.formulas.length > 0 ? ' rowspan="2"' : '';
  return `<tr><th scope="row"${span}><span class="name">${text(layer.name)}</span><code>${breakable(layer.text)}</code></th><td>${layer.inputs.map(formatSizes).join(' +<br>')}<br>→ ${formatSizes(layer.output)}</td>${cells.join('')}</tr>`;
}

/** The class may stand on a line of its own: `AdaptiveAvgPool2d(` `output_size=1)`. */
function breakable(layer: string): string {
  return text(layer).replace('(', '(<wbr>');
}

/** A row of its own for the size formulas, which are wide. */
function rules({ formulas }: ReportLayer, words: ReportWords): string {
  if (formulas.length === 0) return '';
  return `<tr class="rules"><td colspan="${words.heads.length - 1}">${formulaList(formulas, words)}</td></tr>`;
}

/** The size formula of each axis. */
export function formulaList(formulas: readonly AxisFormula[], words: ReportWords): string {
  const items = formulas.map(({ axis, text: rule }) => `<li><b>${text(axis)}</b>${text(rule)}</li>`);
  return `<ul class="formula" aria-label="${words.sizes}">${items.join('')}</ul>`;
}

function cell(value: string, after = ''): string {
  return `<td class="number">${value}${after}</td>`;
}
