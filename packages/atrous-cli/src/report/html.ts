/** @file One HTML page with everything in it: no script, no other file, no other host. */

import type { ReportData, ReportFigure, ReportImage, ReportLayer } from './data.js';
import { escapeHtml as text } from './escape.js';
import { STYLE } from './style.js';
import { formulaList, layerTable } from './table.js';
import { type ReportWords, reportWords } from './words.js';
import { formatBytes, formatCount, formatSizes, formatTime } from 'atrous-explain/read';

/** The report as a whole HTML document. Every text in `data` is escaped; pictures become data: URIs. */
export function htmlReport(data: ReportData): string {
  const words = reportWords(data.lang);
  return `<!doctype html>
<html lang="${data.lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(data.title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${head(data, words)}
<main>
${inputSection(data, words)}
${tableSection(data, words)}
${data.layers.map((layer, index) => layerSection(layer, index, words)).join('\n')}
</main>
<footer>${text(data.producedBy)}</footer>
</body>
</html>
`;
}

function head({ title, layers, totals, input }: ReportData, words: ReportWords): string {
  const [output, parameters, macs, activations, time] = words.facts;
  const facts: [string, string][] = [
    [output, formatSizes(layers.at(-1)?.output ?? input.shape)],
    [parameters, formatCount(totals.parameters)],
    [macs, formatCount(totals.macs)],
    [activations, formatBytes(totals.activationBytes)],
    [time, formatTime(totals.milliseconds)],
  ];
  return `<header>
<h1>${text(title)}</h1>
<p class="lede">${text(words.lede(layers.length, input.source))}</p>
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>
</header>`;
}

function inputSection({ input, network, weights }: ReportData, words: ReportWords): string {
  return `<section aria-labelledby="input">
<h2 id="input">${words.input}</h2>
<div class="input">
<figure>${image(input.image)}<figcaption>${text(words.inputCaption(input.source, formatSizes(input.shape)))}</figcaption></figure>
<div>
<h3>${words.preprocessing}</h3>
<ol>${input.preprocessing.map((step) => `<li>${text(step)}</li>`).join('')}</ol>
<h3>${words.network}</h3>
<pre tabindex="0">${text(network)}</pre>
<h3>${words.weights}</h3>
<p>${text(weights)}</p>
</div>
</div>
</section>`;
}

function tableSection(data: ReportData, words: ReportWords): string {
  const links = data.layers.map(
    ({ name, text: layer }, index) => `<li><a href="#layer-${index}">${text(name)}: ${text(layer)}</a></li>`,
  );
  return `<section aria-labelledby="layers">
<h2 id="layers">${words.layers}</h2>
${layerTable(data, words)}
<nav aria-label="${words.layersList}"><h3>${words.maps}</h3><ul class="contents">${links.join('')}</ul></nav>
</section>`;
}

function layerSection(layer: ReportLayer, index: number, words: ReportWords): string {
  const { name, inputs, output, formulas, notes = [] } = layer;
  return `<section class="layer" aria-labelledby="layer-${index}">
<h2 id="layer-${index}"><span class="name">${text(name)}</span> ${text(layer.text)}</h2>
<p class="shapes">${inputs.map(formatSizes).join(' + ')} → ${formatSizes(output)}</p>
${formulas.length > 0 ? formulaList(formulas, words) : ''}
${notes.map((note) => `<p>${text(note)}</p>`).join('\n')}
${layer.figures.map((entry) => figure(entry, layer, words)).join('\n')}
</section>`;
}

function figure({ kind, image: picture, caption }: ReportFigure, layer: ReportLayer, words: ReportWords): string {
  return `<h3>${words.figures[kind]}<span class="unseen">${text(words.of(layer.name))}</span></h3>
<figure>${image(picture)}<figcaption>${text(caption)}</figcaption></figure>`;
}

function image({ png, height, width, alt }: ReportImage): string {
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64');
  return `<div class="picture"><img src="data:image/png;base64,${data}" width="${width}" height="${height}" alt="${text(alt)}"></div>`;
}
