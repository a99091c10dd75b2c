/**
 * @file ONNX models of one layer, as bytes. An ONNX file is a protobuf message; of its format only what these models
 * need is written here (field numbers: onnx.proto3).
 */

import { inputShape, outputShape, weightShape } from './shapes.mjs';

const utf8 = new TextEncoder();
const VARINT = 0;
const BYTES = 2;

function concat(/** @type {Uint8Array[]} */ parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Seven bits to a byte, the lowest first. */
function varint(/** @type {number} */ value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.of(...bytes, value);
}

const key = (/** @type {number} */ field, /** @type {number} */ type) => varint(field * 8 + type);
const int = (/** @type {number} */ field, /** @type {number} */ value) => concat([key(field, VARINT), varint(value)]);
const bytes = (/** @type {number} */ field, /** @type {Uint8Array} */ content) =>
  concat([key(field, BYTES), varint(content.length), content]);
const text = (/** @type {number} */ field, /** @type {string} */ content) => bytes(field, utf8.encode(content));
const message = (/** @type {number} */ field, /** @type {Uint8Array[]} */ ...parts) => bytes(field, concat(parts));

const FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** A TensorProto as initialiser: dims, data_type, name, raw_data (little-endian). */
function initializer(/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {Float32Array} */ data) {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(5, ...shape.map((size) => int(1, size)), int(2, FLOAT), text(8, name), bytes(9, raw));
}

/** A ValueInfoProto: a name, and a tensor type with its sizes. */
function value(/** @type {number} */ field, /** @type {string} */ name, /** @type {number[]} */ shape) {
  const sizes = message(2, ...shape.map((size) => message(1, int(1, size))));
  return message(field, text(1, name), message(2, message(1, int(1, FLOAT), sizes)));
}

/** An AttributeProto; 3 is its integer, 8 its list of integers, 20 says which. */
function attribute(/** @type {string} */ name, /** @type {number | number[]} */ content) {
  if (typeof content === 'number') return message(5, text(1, name), int(3, content), int(20, ATTRIBUTE_INT));
  return message(5, text(1, name), ...content.map((item) => int(8, item)), int(20, ATTRIBUTE_INTS));
}

/**
 * The operator of a layer and its attributes.
 *
 * @param {import('./shapes.mjs').Layer} layer
 * @returns {{ type: string, attributes: Record<string, number | number[]> }}
 */
function operator({ op, kernel, stride, padding, dilation, outputPadding, groups }) {
  if (op === 'linear') return { type: 'Gemm', attributes: { transB: 1 } };
  const window = { kernel_shape: kernel, strides: stride, pads: [...padding, ...padding], dilations: dilation };
  if (op === 'maxPool') return { type: 'MaxPool', attributes: window };
  if (op === 'conv') return { type: 'Conv', attributes: { ...window, group: groups } };
  return { type: 'ConvTranspose', attributes: { ...window, group: groups, output_padding: outputPadding } };
}

/**
 * A model with input `x`, output `y` and the weights as a constant.
 *
 * @param {import('./shapes.mjs').Layer} layer
 * @param {Float32Array | null} weight
 * @returns {Uint8Array}
 */
export function onnxModel(layer, weight) {
  const { type, attributes } = operator(layer);
  const shape = weightShape(layer);
  const node = message(
    1,
    text(1, 'x'),
    ...(shape ? [text(1, 'w')] : []),
    text(2, 'y'),
    text(4, type),
    ...Object.entries(attributes).map(([name, content]) => attribute(name, content)),
  );
  const graph = message(
    7,
    node,
    text(2, 'layer'),
    ...(shape && weight ? [initializer('w', shape, weight)] : []),
    value(11, 'x', inputShape(layer)),
    value(12, 'y', outputShape(layer)),
  );
  const IR_VERSION = 8;
  const OPSET = 17;
  return concat([int(1, IR_VERSION), graph, message(8, text(1, ''), int(2, OPSET))]);
}
