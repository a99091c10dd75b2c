/** @file Questions that cannot be answered as they were put, in English. */

import type { Words } from '../ids.js';
import { count, plural } from '../plural.js';
import type { QuestionWordId } from './ids.js';

export const EN: Words<QuestionWordId> = {
  questionSizes: ({ name, axes, most, given }) => `${name} must be 1 to ${axes} sizes from 1 to ${most}, not ${given}`,
  questionSpatialOnly: () => 'Give the spatial sizes only: 304x228, without batch and channels.',
  questionKnob: ({ name, least, rank, given }) =>
    `${name} must be one whole number from ${least}, or ${rank} of them, not ${given}`,
  questionLimit: ({ name, most, given }) => `the limit of ${name} must be a whole number up to ${most}, not ${given}`,
  questionManySettings: ({ settings, most }) => `the limits allow ${settings} settings, more than ${most}`,
  questionLowerLimit: () => 'Lower one of the limits of kernel, stride, padding and dilation.',
  questionAxes: ({ input, output }) => `input has ${input} axes and output ${output}: they need as many`,
  questionReads: ({ node, name }) => `node '${node}' reads '${name}', which is no earlier node`,
  questionChain: ({ most, given }) => `a chain has 1 to ${most} layers, not ${given}`,
  questionRange: ({ most, from, to }) => `sizes go from 1 to at most ${most}, not from ${from} to ${to}`,
  questionNoAxes: ({ input, axes }) => `an input of ${input} has no axes ${axes}`,
  questionNoNode: ({ node }) => `there is no node '${node}'`,
  questionStops: ({ stop, node }) => `the network stops at '${stop}', before '${node}'`,
  questionPeriod: ({ shape, period }) => `an output of ${shape} has no whole period of ${period} to look at`,
  questionLargerInput: () => 'Take a larger input, one picture at a time.',
  questionNoMarks: ({ op }) => `${op} leaves no marks that overlap`,
  questionTransposed: () => 'Transposed convolutions do: ConvTranspose1d, ConvTranspose2d, ConvTranspose3d.',
  questionPosition: ({ position, output }) => `there is no position ${position} in an output of ${output}`,
  questionIndices: ({ rank, last }) =>
    `Give ${rank} ${plural(rank, 'index', 'indices')}, one per spatial axis${last === '' ? '' : `, from 0 to ${last}`}.`,
  questionNoMatrix: ({ op }) => `${op} is no product with a matrix of weights`,
  questionConvolutions: () => 'Convolutions are.',
  questionManyEntries: ({ entries }) => `a matrix of up to ${entries} entries is not written out`,
  questionLargeMatrix: ({ rows, columns }) => `${rows} × ${columns} is too large to be written out`,
  questionBlocks: () => 'matrixBlocks describes it.',
  questionCount: ({ name, given, wanted }) => `${name} has ${count(given, 'value')}, not ${wanted}`,
  questionNoOutput: ({ index, sizes }) => `there is no output ${index} in ${sizes}`,
  questionNoInput: ({ index, sizes }) => `there is no input ${index} in ${sizes}`,
  questionNoTap: ({ index, sizes }) => `there is no tap ${index} in ${sizes}`,
  questionIndex: () => 'Give the channel and one index per spatial axis, without the batch.',
  questionNoTaps: ({ op }) => `${op} has no taps`,
  questionWindows: () => 'Convolutions, transposed convolutions and pools with windows have.',
};
