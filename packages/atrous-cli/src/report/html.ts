/** @file One HTML page with everything in it: no script, no other file, no other host. */

import type { ReportData, ReportFigure, ReportImage, ReportLayer } from './data.js';
import { escapeHtml as text } from './escape.js';
import { STYLE } from './style.js';
import { formulaList, layerTable } from './table.js';
import { formatBytes, formatCount, formatSizes, formatTime } from 'atrous-explain/read';

/** The report as a whole HTML document. Every text in `data` is escaped; pictures become data: URIs. */
export function htmlReport(data: ReportData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(data.title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${head(data)}
<main>
${inputSection(data)}
${tableSection(data)}
${data.layers.map(layerSection).join('\n')}
</main>
<footer>${text(data.producedBy)}</footer>
</body>
</html>
`;
}

function head({ title, layers, totals, input }: ReportData): string {
  const facts: [string, string][] = [
    ['Output', formatSizes(layers.at(-1)?.output ?? input.shape)],
    ['Parameters', formatCount(totals.parameters)],
    ['Multiply-adds', formatCount(totals.macs)],
    ['Activations', formatBytes(totals.activationBytes)],
    ['Time', formatTime(totals.milliseconds)],
  ];
  return `<header>
<h1>${text(title)}</h1>
<p class="lede">${layers.length} ${layers.length === 1 ? 'layer' : 'layers'} on ${text(input.source)}. Sizes are batch × channels × height × width: heights come before widths.</p>
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>
</header>`;
}

function inputSection({ input, network, weights }: ReportData): string {
  return `<section aria-labelledby="input">
<h2 id="input">Input and network</h2>
<div class="input">
<figure>${image(input.image)}<figcaption>${text(input.source)}: ${formatSizes(input.shape)}</figcaption></figure>
<div>
<h3>From picture to tensor</h3>
<ol>${input.preprocessing.map((step) => `<li>${text(step)}</li>`).join('')}</ol>
<h3>Network</h3>
<pre tabindex="0">${text(network)}</pre>
<h3>Weights</h3>
<p>${text(weights)}</p>
</div>
</div>
</section>`;
}

function tableSection(data: ReportData): string {
  const links = data.layers.map(
    ({ name, text: layer }, index) => `<li><a href="#layer-${index}">${text(name)}: ${text(layer)}</a></li>`,
  );
  return `<section aria-labelledby="layers">
<h2 id="layers">Layer by layer</h2>
${layerTable(data)}
<nav aria-label="Layers"><h3>Feature maps</h3><ul class="contents">${links.join('')}</ul></nav>
</section>`;
}

function layerSection(layer: ReportLayer, index: number): string {
  const { name, input, output, formulas, notes = [] } = layer;
  return `<section class="layer" aria-labelledby="layer-${index}">
<h2 id="layer-${index}"><span class="name">${text(name)}</span> ${text(layer.text)}</h2>
<p class="shapes">${formatSizes(input)} → ${formatSizes(output)}</p>
${formulas.length > 0 ? formulaList(formulas) : ''}
${notes.map((note) => `<p>${text(note)}</p>`).join('\n')}
${layer.figures.map((entry) => figure(entry, layer)).join('\n')}
</section>`;
}

const HEADINGS: Record<ReportFigure['kind'], string> = {
  channels: 'All channels',
  strongest: 'Strongest channels',
  heat: 'Heat map',
  filters: 'Filters',
};

function figure({ kind, image: picture, caption }: ReportFigure, layer: ReportLayer): string {
  return `<h3>${HEADINGS[kind]}<span class="unseen"> of ${text(layer.name)}</span></h3>
<figure>${image(picture)}<figcaption>${text(caption)}</figcaption></figure>`;
}

function image({ png, height, width, alt }: ReportImage): string {
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64');
  return `<div class="picture"><img src="data:image/png;base64,${data}" width="${width}" height="${height}" alt="${text(alt)}"></div>`;
}
