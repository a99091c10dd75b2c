/**
 * @file Layers of `torch.nn` that are not of the convolution family and often stand behind it: what they give is still an
 * assumption, with the shape that their arguments tell.
 */

import type { Place } from '../bind.js';
import { boolOf, intOf } from './given.js';
import type { Machine } from './machine.js';
import { type CallArguments, type Runtime, type TensorValue, type UnknownValue, tuple } from './runtime.js';

interface Call {
  readonly machine: Machine;
  /** Of the node. */
  readonly name: string;
  readonly what: string;
  readonly input: TensorValue;
  readonly place: Place;
}

const assumed = ({ machine, name, what, input, place }: Call, shape: readonly number[]): TensorValue =>
  machine.graph.assume(name, what, [input], place, shape);

/**
 * A recurrent layer: [T, N, F] → [T, N, D·H], the axes in that order or the batch first, and the states [L·D, N, H]
 * behind it, two of them where it is an LSTM. D is 2 where it runs both ways.
 */
function recurrent(call: Call, type: string, args: CallArguments): Runtime | undefined {
  const hidden = intOf(args, 1, 'hidden_size');
  const { shape } = call.input;
  if (hidden === undefined || !shape || shape.length < 2) return undefined;
  const ways = boolOf(args, type === 'RNN' ? 7 : 6, 'bidirectional') ? 2 : 1;
  const layers = intOf(args, 2, 'num_layers') ?? 1;
  const batchFirst = boolOf(args, type === 'RNN' ? 5 : 4, 'batch_first');
  const batch = shape.length < 3 ? [] : [shape[batchFirst ? 0 : 1]!];
  const output = assumed(call, [...shape.slice(0, -1), ways * hidden]);
  const state = (): TensorValue => assumed({ ...call, name: `${call.name}_state` }, [layers * ways, ...batch, hidden]);
  const part = (index: number): Runtime =>
    index === 0 ? output : type === 'LSTM' ? tuple([state(), state()]) : state();
  return { kind: 'parts', count: 2, part };
}

/** What a call of a layer gives, where its arguments and the input's shape tell. */
export function callOtherLayer(
  machine: Machine,
  { made, name, source }: UnknownValue,
  input: TensorValue,
  place: Place,
): Runtime | undefined {
  if (!made) return undefined;
  const { type, args } = made;
  const call = { machine, name: name ?? machine.nodeName(type.toLowerCase()), what: source, input, place };
  if (/^(RNN|LSTM|GRU)$/.test(type)) return recurrent(call, type, args);
  if (type.endsWith('Loss')) return assumed(call, []);
  const width = intOf(args, 1, 'embedding_dim');
  if (type === 'Embedding' && width !== undefined && input.shape) return assumed(call, [...input.shape, width]);
  return undefined;
}
