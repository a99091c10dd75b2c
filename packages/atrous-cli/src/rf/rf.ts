/** @file `atrous rf`: what the layers of a network see of its input. */

import { branchAlignment, fieldAt, type FieldAt, fieldPhases, pathCounts, say } from 'atrous-explain';
import { type Trace, traceNetwork, type TraceRow } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { sourceText } from '../network/layer-text.js';
import { needNetwork, type ReadNetwork } from '../network/read.js';
import { refuseStop } from '../network/stop.js';
import { fieldText, jumpText, shapeText } from '../run/format.js';
import { fold, outputWidth } from '../run/wrap.js';
import { type Column, csvTable, markdownTable } from '../table/forms.js';
import { textTable } from '../table/text.js';
import { type Form, formOf, type Lang } from '../words/options.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { RfFlags } from './command.js';
import { positionText } from './position.js';
import { RF_WORDS } from './words.js';
import { refusalWords } from '../words/refusals.js';

/** The table's head; that of CSV is read by programs and the same in every language. */
function columnsOf(lang: Lang = 'en'): Column[] {
  const { name, layer, output, sees, stride, centre } = RF_WORDS[lang].titles;
  const right = [sees, stride, centre].map((title) => ({ title, right: true }));
  return [...[name, layer, output].map((title) => ({ title })), ...right];
}

/** The column that gives way on narrow terminals. */
const LAYER = 1;

/** Where the middle of the first output's field lies, axis by axis. */
function centreText({ field }: TraceRow, lang: Lang = 'en'): string {
  if (field.length === 0) return '–';
  const { all } = RF_WORDS[lang];
  return field.every(({ whole }) => whole) ? all : field.map(({ start, whole }) => (whole ? all : start)).join(', ');
}

const cells = (row: TraceRow, lang?: Lang): string[] => [
  row.name,
  sourceText(row),
  shapeText(row.output),
  fieldText(row.field, RF_WORDS[lang ?? 'en'].all),
  jumpText(row.field),
  centreText(row, lang),
];

/** The rows asked for: all, or one. @throws Failure for a name that there is not */
function rowsOf({ rows }: Trace, node: string | undefined, lang: Lang | undefined): readonly TraceRow[] {
  const found = rows.filter(({ name }) => node === undefined || name === node);
  if (found.length > 0) return found;
  const layers = rows.map(({ name }) => name);
  throw new Failure(EXIT.usage, ...refusalWords(lang).noLayer(String(node), layers));
}

/** Branches that meet and look at different places. */
function alignmentLines({ network, input }: ReadNetwork, lang: Lang | undefined): string[] {
  const width = outputWidth();
  return branchAlignment(network, input).flatMap(({ notes }) => notes.map((note) => fold(say(note, lang), width, 2)));
}

function rowJson({ name, layer, output, field }: TraceRow, { network, input }: ReadNetwork): object {
  return { name, layer, output, receptiveField: field, phases: fieldPhases(network, input, name) };
}

function printRows(rows: readonly TraceRow[], read: ReadNetwork, form: Form, lang: Lang | undefined): void {
  if (form === 'json')
    printJson({
      input: read.input,
      layers: rows.map((row) => rowJson(row, read)),
      misaligned: branchAlignment(read.network, read.input).filter(({ misaligned }) => misaligned.length > 0),
    });
  else if (form === 'csv')
    print(
      csvTable(
        columnsOf().map(({ title }) => title),
        rows.map((row) => cells(row)),
      ),
    );
  else if (form === 'md')
    print(
      markdownTable(
        columnsOf(lang),
        rows.map((row) => cells(row, lang)),
      ),
    );
  else
    print(
      [
        textTable(
          { columns: columnsOf(lang), rows: rows.map((row) => cells(row, lang)), folded: LAYER },
          outputWidth(),
        ),
        ...alignmentLines(read, lang),
      ].join('\n'),
    );
}

function printPosition({ network, input }: ReadNetwork, at: FieldAt, { json, lang = 'en' }: RfFlags): void {
  const paths = pathCounts(network, input, at.node, at.position);
  if (json) {
    const { touched, box, total, marginals } = paths;
    printJson({ input, ...at, paths: { touched, box, total, marginals } });
  } else print(positionText(at, paths, outputWidth(), lang));
}

/** @throws Failure for options that only a gradient has a use for */
function refuseWithoutGradient({ weights, seed }: RfFlags): void {
  if (weights === undefined && seed === undefined) return;
  throw new Failure(
    EXIT.usage,
    `${weights === undefined ? '--seed' : '--weights'} is for the gradient: the receptive field itself has no weights`,
    'Give --gradient field.png as well.',
  );
}

/** @throws Failure where the network cannot be read, stops, or has no such layer or position */
export async function showField(words: string, flags: RfFlags): Promise<void> {
  const read = await needNetwork(words, flags.in, flags);
  const trace = asked(() => traceNetwork(read.network, read.input), flags.lang);
  refuseStop(trace, read, flags.lang);
  const rows = rowsOf(trace, flags.node, flags.lang);
  if (flags.gradient !== undefined) {
    const { showGradient } = await import('./gradient-picture.js');
    await showGradient(read, trace, rows.at(-1)!, { ...flags, gradient: flags.gradient });
    return;
  }
  refuseWithoutGradient(flags);
  const { at } = flags;
  if (at === undefined) printRows(rows, read, formOf(flags), flags.lang);
  else
    printPosition(
      read,
      asked(() => fieldAt(read.network, read.input, rows.at(-1)!.name, at), flags.lang),
      flags,
    );
}
