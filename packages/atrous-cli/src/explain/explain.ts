/** @file `atrous explain`: the arithmetic of every layer, with its numbers. */

import { explain, type Explanation, renderHtmlList, renderText, speak } from 'atrous-explain';
import { LAYERS, traceNetwork, type TraceRow } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { needNetwork } from '../network/read.js';
import { refuseStop } from '../network/stop.js';
import { shapeText } from '../run/format.js';
import { fold, outputWidth } from '../run/wrap.js';
import { textWidth } from '../table/width.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { ExplainFlags } from './command.js';
import { explanationJson } from './json.js';
import { latexOf } from './latex.js';

/** One node with what there is to say; joins such as `add` have sizes, but no formula. */
interface Explained {
  readonly row: TraceRow;
  readonly explanation: Explanation | undefined;
}

const explained = (row: TraceRow, { dtype }: ExplainFlags): Explained => ({
  row,
  explanation: Object.hasOwn(LAYERS, row.spec.op) ? explain(row.spec, row.inputs[0]!, { dtype }) : undefined,
});

const idOf = (name: string): string => `explain-${name.replaceAll(/[^\w-]/g, '-')}`;

/** What is said of one layer, in the style that was asked for; empty where there is no formula. */
function bodyOf({ row, explanation }: Explained, { lang, latex, html, speech, ...flags }: ExplainFlags): string {
  if (explanation === undefined) return '';
  if (latex) return latexOf(explanation, lang, flags.macs);
  if (html) return renderHtmlList(explanation, { lang, prefix: idOf(row.name) });
  if (speech) return speak(explanation, lang);
  const text = renderText(explanation, { lang, detail: flags.detail, macs: flags.macs });
  const width = outputWidth();
  return text
    .split('\n')
    .map((line) => fold(line, width, 8))
    .join('\n');
}

/** The layer and its shapes, above what is said of it. */
function headOf({ row }: Explained, alone: boolean): string {
  const shapes = `${row.inputs.map(shapeText).join(', ')} → ${shapeText(row.output)}`;
  const width = outputWidth();
  const layer = `${alone ? '' : `${row.name}  `}${row.layer}`;
  const fits = textWidth(layer) + textWidth(shapes) + 2 <= width;
  return fits ? `${layer}  ${shapes}` : `${fold(layer, width, 8)}\n    ${shapes}`;
}

/** @throws Failure where the network cannot be read, or stops; what is before is printed as text */
export async function showExplanation(words: string, flags: ExplainFlags): Promise<void> {
  if (flags.dtype !== undefined && !flags.detail && !flags.json)
    throw new Failure(EXIT.usage, '--dtype counts bytes, which are not shown here', 'Add --detail, or --json.');
  const read = await needNetwork(words, flags.in, flags);
  const { network, input } = read;
  const trace = asked(() => traceNetwork(network, input), flags.lang);
  const all = trace.rows.map((row) => explained(row, flags));
  if (flags.json) {
    refuseStop(trace, read, flags.lang);
    printJson({ input, layers: all.map(({ row, explanation }) => explanationJson(row, explanation, flags.lang)) });
    return;
  }
  const alone = network.nodes.length === 1;
  const bare = flags.latex || flags.html || flags.speech;
  const texts = all.map((one) =>
    [...(bare ? [] : [headOf(one, alone)]), bodyOf(one, flags)].filter(Boolean).join('\n'),
  );
  const said = texts.filter(Boolean);
  if (said.length > 0) print(said.join(bare ? '\n' : '\n\n'));
  refuseStop(trace, read, flags.lang);
}
