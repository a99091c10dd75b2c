/** @file What the doctor finds in a text, as plain data that goes from thread to thread. Runs off the main thread. */

import {
  type LayerSpec,
  LAYERS,
  layerSpec,
  type NetworkSpec,
  type Shape,
  type TraceFailure,
  type TraceRow,
} from 'atrous/spec';
import {
  type Advice,
  advise,
  type Diagnosis,
  doctor,
  type DoctorReport,
  type Fix,
  type InputSource,
  type Phrase,
  type Problem,
  pythonLayer,
  type PythonNetwork,
  stopHints,
  type TextKind,
  wholeShape,
  writtenIn,
} from 'atrous-explain';
import { layerLink } from '../layer/link.js';
import { OPS } from '../layer/state.js';
import { type Hunk, hunksOf } from './diff.js';
import type { CodeState } from './state.js';

/** A stretch of the text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** A node that the trace reached. */
export interface Row {
  readonly name: string;
  /** As PyTorch source writes it, or as a function is called. */
  readonly layer: string;
  /** The numbers of the rows that it reads; −1 is the input. */
  readonly from: readonly number[];
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
  /** Receptive field per axis; null for all of it. */
  readonly field: readonly (number | null)[];
  /** Of the Layer page, where it can show the layer. */
  readonly link: string | undefined;
  readonly place: Place | undefined;
  /** Whether it is not understood, and its shape assumed. */
  readonly assumed: boolean;
}

/** The node that fails first. */
export interface Stop {
  readonly name: string;
  readonly layer: string;
  readonly from: readonly number[];
  readonly inputs: readonly (readonly number[])[];
  readonly message: string;
  readonly hints: readonly Phrase[];
  readonly link: string | undefined;
  readonly place: Place | undefined;
}

/** A node behind the failure: no sizes are known. */
export interface Unreached {
  readonly name: string;
  readonly layer: string;
  readonly from: readonly number[];
}

export interface TriedFix extends Pick<Fix, 'title' | 'edits' | 'works' | 'output'> {
  readonly hunks: readonly Hunk[];
}

/** Something that runs, and could be better. */
export interface Advised extends Advice {
  readonly place: Place | undefined;
}

export interface Examined {
  /** The text that was examined: fixes are changes of it. */
  readonly text: string;
  readonly kind: TextKind;
  /** The class or the variable that is the model. */
  readonly entry: string | undefined;
  readonly input: readonly number[] | undefined;
  readonly inputSource: InputSource | undefined;
  readonly rows: readonly Row[];
  readonly stop: Stop | undefined;
  readonly unreached: readonly Unreached[];
  /** Of the model, also of what `forward` does not use. */
  readonly parameters: number;
  readonly macs: number;
  readonly peakBytes: number;
  readonly diagnosis: (Diagnosis & { readonly link: string | undefined }) | undefined;
  readonly fixes: readonly TriedFix[];
  readonly advice: readonly Advised[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Phrase[];
}

const SHOWN: ReadonlySet<string> = new Set(OPS);

/** Layers with sizes beyond these are no link's. */
const LARGEST = 1_000_000;

function linkOf(spec: LayerSpec, input: readonly number[] | undefined): string | undefined {
  if (!SHOWN.has(spec.op) || input === undefined || input.some((size) => size > LARGEST)) return undefined;
  return layerLink(spec, input);
}

const isLayer = (spec: LayerSpec): boolean => Object.hasOwn(LAYERS, spec.op);

/** `nn.Conv2d(3, 8, 3)`; functions as the trace prints them. */
const layerText = (spec: LayerSpec, printed: string): string => (isLayer(spec) ? pythonLayer(spec) : printed);

function numbering({ nodes }: NetworkSpec): (name: string) => number {
  const numbers = new Map(nodes.map(({ name }, i) => [name, i]));
  return (name) => numbers.get(name) ?? -1;
}

const placeOf = (model: PythonNetwork, name: string): Place | undefined => {
  const origin = model.origins.get(name);
  const place = origin?.declaration ?? origin?.call;
  return place && { from: place.from, to: place.to };
};

function rowsOf(model: PythonNetwork, rows: readonly TraceRow[]): Row[] {
  const numberOf = numbering(model.network);
  const assumed = new Set(model.assumptions.map(({ name }) => name));
  return rows.map(({ name, layer, spec, inputs, output, parameters, macs, activationBytes, field }, i) => ({
    name,
    layer: layerText(spec, layer),
    from: model.network.nodes[i]!.from.map(numberOf),
    inputs,
    output,
    parameters,
    macs: macs.nominal,
    bytes: activationBytes,
    field: field.map(({ size, whole }) => (whole ? null : size)),
    link: inputs.length === 1 ? linkOf(spec, inputs[0]) : undefined,
    place: placeOf(model, name),
    assumed: assumed.has(name),
  }));
}

function stopOf(model: PythonNetwork, failure: TraceFailure, input: Shape): Stop {
  const { spec, from } = model.network.nodes[failure.index]!;
  return {
    name: failure.name,
    layer: layerText(spec, failure.layer),
    from: from.map(numbering(model.network)),
    inputs: failure.inputs,
    message: failure.error.torchMessage,
    hints: stopHints(failure, model.network, input),
    link: failure.inputs.length === 1 ? linkOf(spec, failure.inputs[0]) : undefined,
    place: placeOf(model, failure.name),
  };
}

function unreachedOf({ network }: PythonNetwork, reached: number): Unreached[] {
  const numberOf = numbering(network);
  return network.nodes.slice(reached).map(({ name, spec, from }) => ({
    name,
    layer: layerText(spec, spec.op),
    from: from.map(numberOf),
  }));
}

/** The layer and the input of a message, for the Layer page to show. */
function diagnosisLink({ layer, numbers }: Diagnosis): string | undefined {
  const input = numbers['input'];
  if (!layer || !Array.isArray(input) || !SHOWN.has(layer.op)) return undefined;
  try {
    return linkOf(layerSpec(layer.op, [], layer.args), input as number[]);
  } catch {
    // The message does not tell enough of the layer to make one.
    return undefined;
  }
}

function diagnosed(text: string, sizes: readonly number[] | undefined): DoctorReport {
  const report = doctor(text);
  if (sizes === undefined || report.model === undefined) return report;
  return doctor(text, { input: wholeShape(report.model.network, sizes) });
}

/** Errors are told as failures; here stand warnings and notes. */
function adviceOf(model: PythonNetwork, { kind, input }: DoctorReport): Advised[] {
  if (input === undefined) return [];
  const isWritten = kind === 'python' ? writtenIn(model) : undefined;
  return advise(model.network, input, { isWritten })
    .filter(({ severity }) => severity !== 'error')
    .map((advice) => ({ ...advice, place: placeOf(model, advice.node) }));
}

export function examine({ text, sizes }: CodeState): Examined {
  const report = diagnosed(text, sizes);
  const { kind, model, input, inputSource, trace, failure, diagnosis, fixes, problems, notes } = report;
  const rows = model && trace ? rowsOf(model, trace.rows) : [];
  const reached = rows.length + (failure ? 1 : 0);
  return {
    text,
    kind,
    entry: model?.entry,
    input,
    inputSource,
    rows,
    stop: model && failure && trace ? stopOf(model, failure, trace.input) : undefined,
    unreached: model ? unreachedOf(model, reached) : [],
    parameters: model?.parameters ?? 0,
    macs: trace?.totals.macs.nominal ?? 0,
    peakBytes: trace?.totals.peakBytes ?? 0,
    diagnosis: diagnosis && { ...diagnosis, link: diagnosisLink(diagnosis) },
    fixes: fixes.map(({ title, edits, works, output }) => ({
      title,
      edits,
      works,
      output,
      hunks: hunksOf(text, edits),
    })),
    advice: model ? adviceOf(model, report) : [],
    problems,
    notes,
  };
}
