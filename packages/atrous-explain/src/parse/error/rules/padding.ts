/** @file What padding says. */

import { type ErrorRule, rule } from '../rule.js';

export const PADDING: readonly ErrorRule[] = [
  rule(
    'Padding size should be less than the corresponding input dimension, but got: padding {padding:sizes} at dimension {dim} of input {input:sizes}',
    'padding',
    'padding',
    { op: 'ReflectionPad', says: 'saidReflection' },
  ),
  rule('Padding value causes wrapping around more than once.', 'padding', 'padding', {
    op: 'CircularPad',
    says: 'saidCircular',
  }),
  rule(
    'Padding length should be less than or equal to two times the input dimension but got padding length {padding} and input of dimension {rank}',
    'padding',
    'pad',
    { op: 'pad' },
  ),
  rule('Padding size {padding} is not supported for {rank}D input tensor.', 'padding', 'pad', {
    op: 'pad',
    says: 'saidPaddingLength',
  }),
  rule('Padding length must be divisible by 2', 'padding', 'pad', { op: 'pad' }),
  rule('Unrecognised padding mode {given:word}', 'option', 'mode', { op: 'pad' }),
  rule('Padding mode "{given:word}" doesn\'t take in value argument', 'option', 'value', { op: 'pad' }),
  rule('input (T: {depth} H: {height} W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (H: {height}, W: {width}) is too small. Calculated output', 'padding', 'padding', { op: 'pad' }),
  rule('input (D: {depth} H: {height} W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (D: {depth} H: {height}, W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (W: {width}) is too small. Calculated output W: {output}', 'padding', 'padding', { op: 'pad' }),
  rule(
    'Expected {low}D or {high}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'pad' },
  ),
];
