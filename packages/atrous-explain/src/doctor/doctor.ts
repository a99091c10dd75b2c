/** @file The doctor: what somebody pasted → where it fails first, why, and up to three changes that were tried. */

import { type Shape, type Trace, type TraceFailure, networkReads, traceNetwork } from 'atrous/spec';
import { type Diagnosis, diagnose } from '../parse/error/diagnose.js';
import { type PythonNetwork, type PythonOptions, type PythonValue, parsePython } from '../parse/module/index.js';
import { parsePrinted } from '../parse/printed/index.js';
import type { Problem } from '../parse/problem.js';
import { parseSummary } from '../parse/summary/index.js';
import { type Edit, applyEdits, previewOf } from './edits.js';
import { candidates } from './fixes/candidates.js';
import type { Candidate } from './fixes/scene.js';
import { refusedCandidates } from './fixes/refused.js';
import { type Guess, type InputSource, guessInput } from './input.js';
import { type TextKind, recognise } from './recognise.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';

export type { Edit } from './edits.js';
export type { TextKind } from './recognise.js';

export interface DoctorOptions {
  /** What goes into the network; default: a guess, see `inputSource` of the report. */
  readonly input?: Shape | undefined;
  /** The text of the network, where the pasted text is an error only. */
  readonly net?: string | undefined;
  readonly entry?: string | undefined;
  readonly args?: Readonly<Record<string, PythonValue>> | undefined;
  readonly assume?: Readonly<Record<string, Shape>> | undefined;
}

/** A change that was tried: with it the network runs, or fails only later. */
export interface Fix {
  readonly title: Phrase;
  /** Changes of the text that holds the network. */
  readonly edits: readonly Edit[];
  /** The changed lines. */
  readonly preview: string;
  /** Whether the whole network runs with it; otherwise it fails at a later node. */
  readonly works: boolean;
  /** What the network gives with it, where it runs. */
  readonly output: Shape | undefined;
}

export interface DoctorReport {
  readonly kind: TextKind;
  /** The network of the text; undefined where there is none. */
  readonly model: PythonNetwork | undefined;
  readonly input: Shape | undefined;
  /** Whether nobody said the input. */
  readonly inputAssumed: boolean;
  /** Said by the caller, tried in the text, found because it leads to the pasted message, or a usual size. */
  readonly inputSource: InputSource | undefined;
  readonly trace: Trace | undefined;
  /** The node that fails first. */
  readonly failure: TraceFailure | undefined;
  /** Of the pasted error, or of the failure. */
  readonly diagnosis: Diagnosis | undefined;
  readonly fixes: readonly Fix[];
  readonly problems: readonly Problem[];
  /** Things that run and are hardly meant. */
  readonly notes: readonly Phrase[];
}

const MOST_FIXES = 3;

type Reader = (code: string, input: Shape | undefined) => PythonNetwork;

const NOTHING: Omit<DoctorReport, 'kind'> = {
  model: undefined,
  input: undefined,
  inputAssumed: false,
  inputSource: undefined,
  trace: undefined,
  failure: undefined,
  diagnosis: undefined,
  fixes: [],
  problems: [],
  notes: [],
};

/**
 * Reads a program, a printed model, layers, an error message, or a mixture, and says what is wrong: the first node that
 * fails with PyTorch's text, the diagnosis, and up to three changes, each of them made and traced before it is offered.
 * Never throws for a text.
 */
export function doctor(text: string, options: DoctorOptions = {}): DoctorReport {
  const pasted = recognise(text);
  const withNet = options.net !== undefined && (pasted.kind === 'error' || pasted.kind === 'unknown');
  const source = withNet ? recognise(options.net) : pasted;
  if (source.kind === 'error' || source.kind === 'unknown')
    return { ...NOTHING, kind: pasted.kind, diagnosis: diagnose(pasted.error === '' ? text : pasted.error) };
  const read = reader(source.kind, options);
  return { kind: pasted.kind, ...examined(source.code, pasted.error, read, options) };
}

function reader(kind: TextKind, { entry, args, assume }: DoctorOptions): Reader {
  const options: PythonOptions = { entry, args, assume };
  const parse = kind === 'printed' ? parsePrinted : kind === 'summary' ? parseSummary : parsePython;
  return (code, input) => parse(code, { ...options, input });
}

/** The network, and what goes into it: where nobody says that, it is guessed and the text read again with it. */
function modelOf(
  code: string,
  error: string,
  read: Reader,
  input: Shape | undefined,
): { model: PythonNetwork; guess: Guess | undefined } {
  const model = read(code, input);
  if (input) return { model, guess: { shape: input, source: 'given' } };
  if (model.network.nodes.length === 0) return { model, guess: undefined };
  const diagnosis = error === '' ? undefined : diagnose(error);
  const guess = guessInput(model.network, { example: model.example, text: code, diagnosis });
  return { model: guess ? read(code, guess.shape) : model, guess };
}

function examined(code: string, error: string, read: Reader, options: DoctorOptions): Omit<DoctorReport, 'kind'> {
  const { model, guess } = modelOf(code, error, read, options.input);
  const input = guess?.shape;
  const trace = input && model.network.nodes.length > 0 ? traceNetwork(model.network, input) : undefined;
  const failure = trace?.failure ?? undefined;
  const told = error === '' ? failure?.error.torchMessage : error;
  const refused = model.problems.find((problem) => problem.refused);
  const message = told ?? refused?.message.text;
  return {
    model,
    input,
    inputAssumed: guess !== undefined && guess.source !== 'given',
    inputSource: guess?.source,
    trace,
    failure,
    diagnosis:
      message === undefined
        ? undefined
        : withLayer(
            diagnose(message, { network: model.network, input }),
            code,
            model,
            told === undefined ? refused : undefined,
          ),
    fixes: input ? fixesFor(code, model, trace, input, read) : [],
    problems: model.problems,
    notes: trace ? notesOn(trace) : [],
  };
}

/** A refused call says itself which layer it is. */
function withLayer(
  diagnosis: Diagnosis | undefined,
  code: string,
  { declarations }: PythonNetwork,
  refused: Problem | undefined,
): Diagnosis | undefined {
  const made = refused && declarations.find(({ from, to }) => from === refused.from && to === refused.to);
  return diagnosis && made
    ? { ...diagnosis, layer: { op: made.op, args: {}, text: code.slice(made.from, made.to) } }
    : diagnosis;
}

/** How far a text gets: refused layers first, then the node that fails. */
interface Progress {
  readonly errors: number;
  /** The number of the node that fails; beyond all of them where none does, and one less where the batch moves. */
  readonly reached: number;
  readonly output: Shape | undefined;
}

const WHOLE = Number.MAX_SAFE_INTEGER;

function progress(model: PythonNetwork, input: Shape): Progress {
  const { rows, failure } = networkReads(model.network, input);
  const errors = model.problems.filter(({ severity }) => severity === 'error').length;
  if (failure) return { errors, reached: failure.index, output: undefined };
  const moves = batchMover({ rows, input, failure }) !== undefined;
  return { errors, reached: moves ? WHOLE - 1 : WHOLE, output: rows.at(-1)?.output };
}

function fixesFor(code: string, model: PythonNetwork, trace: Trace | undefined, input: Shape, read: Reader): Fix[] {
  const ideas = [
    ...slipIdeas(code, model),
    ...refusedIdeas(code, model),
    ...failureIdeas(code, model, trace),
    ...batchIdeas(code, model, trace),
  ];
  const start = progress(model, input);
  const fixes: Fix[] = [];
  const seen = new Set<string>();
  for (const { title, edits } of ideas) {
    const changed = applyEdits(code, edits);
    if (seen.has(changed) || changed === code) continue;
    seen.add(changed);
    const now = progress(read(changed, input), input);
    const better = now.errors < start.errors || (now.errors === start.errors && now.reached > start.reached);
    if (!better) continue;
    const works = now.errors === 0 && now.reached === WHOLE;
    fixes.push({ title, edits, preview: previewOf(code, edits), works, output: now.output });
  }
  return [...fixes.filter(({ works }) => works), ...fixes.filter(({ works }) => !works)].slice(0, MOST_FIXES);
}

function refusedIdeas(code: string, model: PythonNetwork): Candidate[] {
  return model.problems
    .filter((problem) => problem.refused)
    .flatMap((problem) => {
      const made = model.declarations.find(({ from, to }) => from === problem.from && to === problem.to);
      return made ? refusedCandidates(code, problem, made) : [];
    });
}

function failureIdeas(code: string, model: PythonNetwork, trace: Trace | undefined): Candidate[] {
  const failure = trace?.failure;
  const node = failure && model.network.nodes[failure.index];
  if (!failure || !node) return [];
  // Where names are missing or brackets open, what fails is not what was meant.
  if (model.problems.some(({ severity, refused }) => severity === 'error' && !refused)) return [];
  return candidates({ text: code, model, rows: trace.rows, node, inputs: failure.inputs });
}

/** Names that were meant, a star that is missing, a division that gives a float. */
function slipIdeas(code: string, model: PythonNetwork): Candidate[] {
  return model.problems.flatMap(({ from, to, hint }): Candidate[] => {
    if (hint?.id === 'didYouMean') {
      const meant = String(hint.values['name']);
      const title = phrase('fixInPlace', { meant, given: code.slice(from, to) });
      return [{ title, edits: [{ from, to, text: meant }] }];
    }
    if (hint?.id === 'hintStar') return [{ title: phrase('fixStar'), edits: [{ from, to: from, text: '*' }] }];
    const slash = hint?.id === 'hintFloorDivision' ? code.slice(from, to).indexOf('/') : -1;
    if (slash < 0) return [];
    const edit = { from: from + slash, to: from + slash + 1, text: '//' };
    return [{ title: phrase('fixInPlace', { meant: '//', given: '/' }), edits: [edit] }];
  });
}

/** The node that moves elements into the batch axis. */
function batchIdeas(code: string, model: PythonNetwork, trace: Trace | undefined): Candidate[] {
  const culprit = trace && batchMover(trace);
  const node = culprit && model.network.nodes.find(({ name }) => name === culprit.name);
  return node ? candidates({ text: code, model, rows: trace.rows, node, inputs: culprit.inputs }) : [];
}

/** The first node that moves elements into the batch axis, in a network that gives another batch than it takes. */
function batchMover({
  rows,
  input,
  failure,
}: Pick<Trace, 'rows' | 'input' | 'failure'>): Trace['rows'][number] | undefined {
  const [last, batch] = [rows.at(-1), input[0]];
  if (failure || !last || last.output.length === 0 || batch === undefined || last.output[0] === batch) return undefined;
  return rows.find(
    ({ output, inputs, spec }) => output[0] !== batch && inputs[0]?.[0] === batch && spec.op !== 'constant',
  );
}

/** Networks that run and give something odd. */
export function notesOn(trace: Trace): Phrase[] {
  const culprit = batchMover(trace);
  if (!culprit) return [];
  const { name: node, layer } = culprit;
  if (culprit.spec.op === 'squeeze') return [phrase('noteSqueeze', { node, layer })];
  return [phrase('noteBatch', { before: trace.input[0]!, after: trace.rows.at(-1)!.output[0]!, node, layer })];
}
