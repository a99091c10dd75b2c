/** @file The doctor on an ONNX file: where its layers stop, and what they stop at. */

import { type Shape, traceNetwork } from 'atrous/spec';
import { diagnose } from '../parse/error/diagnose.js';
import { type OnnxNetwork, parseOnnx } from '../parse/onnx/index.js';
import { type DoctorOptions, type DoctorReport, notesOn } from './doctor.js';
import { type InputSource, guessInput } from './input.js';

export interface OnnxOptions extends Pick<DoctorOptions, 'input' | 'assume'> {
  /** A message that the network led to. */
  readonly error?: string | undefined;
}

/** As the doctor's on a text; the file may have said the input. */
export interface OnnxReport extends Omit<DoctorReport, 'kind' | 'inputSource'> {
  readonly kind: 'onnx';
  readonly inputSource: InputSource | 'file' | undefined;
  readonly model: OnnxNetwork;
}

/** The sizes that are asked for, those that lead to the message, those that the file declares, or usual ones. */
function inputOf(
  model: OnnxNetwork,
  error: string | undefined,
  given: Shape | undefined,
): { readonly shape: Shape; readonly source: InputSource | 'file' } | undefined {
  if (given) return { shape: given, source: 'given' };
  const diagnosis = error === undefined ? undefined : diagnose(error);
  const guess = guessInput(model.network, { example: model.example, text: '', diagnosis });
  return guess?.source === 'text' ? { ...guess, source: 'file' } : guess;
}

/**
 * Reads a file and traces its layers. Never throws for bytes. A file is nobody's text: no changes of it are tried.
 *
 * @param options.input  default: what the file declares, or a usual size where it leaves it open
 */
export function doctorOnnx(bytes: Uint8Array, { input, assume, error }: OnnxOptions = {}): OnnxReport {
  const first = parseOnnx(bytes, { assume, input });
  const guess = inputOf(first, error, input);
  const model = guess && guess.shape !== input ? parseOnnx(bytes, { assume, input: guess.shape }) : first;
  const { network, problems } = model;
  const trace = guess && network.nodes.length > 0 ? traceNetwork(network, guess.shape) : undefined;
  const failure = trace?.failure ?? undefined;
  const message = error ?? failure?.error.torchMessage;
  return {
    kind: 'onnx',
    model,
    input: guess?.shape,
    inputAssumed: guess !== undefined && guess.source !== 'given',
    inputSource: guess?.source,
    trace,
    failure,
    diagnosis: message === undefined ? undefined : diagnose(message, { network, input: guess?.shape }),
    fixes: [],
    problems,
    notes: trace ? notesOn(trace) : [],
  };
}
