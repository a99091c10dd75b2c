/** @file The words of pictures in English. */

import type { NoPictureReason, SceneWords, SlideFacts } from './types.js';

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  D: ['slice', 'slices'],
  H: ['row', 'rows'],
  W: ['column', 'columns'],
  L: ['position', 'positions'],
};

const plural = (count: number, one: string, many: string = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `1, 3 and 5` */
const list = (items: readonly (string | number)[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

function made({ operation, terms, divisor }: SlideFacts): string {
  if (operation === 'sum') return `the sum of ${plural(terms, 'product')}`;
  if (operation === 'max') return `the largest of ${plural(terms, 'value')}`;
  if (operation === 'norm') return `the norm of ${plural(terms, 'value')}`;
  if (operation === 'blend') return `the weighted sum of ${plural(terms, 'value')}`;
  return `the sum of ${plural(terms, 'value')} divided by ${divisor}`;
}

const outside = ({ cells, outside }: SlideFacts): string =>
  outside === 0
    ? 'none is padding'
    : `${outside} of the window's ${plural(cells, 'cell')} ${outside === 1 ? 'lies' : 'lie'} outside the input`;

function outcome({ result, winner }: SlideFacts): string {
  if (result === undefined) return winner === undefined ? '' : ` The largest is at ${winner}.`;
  return winner === undefined ? ` The result is ${result}.` : ` The result is ${result}, from ${winner}.`;
}

const REASONS: Readonly<Record<NoPictureReason, string>> = {
  unpool: 'There is a picture of one and of two axes: MaxUnpool2d with these settings shows one slice.',
  chance: 'Its windows are drawn by chance at every call: AdaptiveMaxPool of the same output size shows such windows.',
  everyFeature: 'Every output reads every feature: there is no window to slide.',
  order: 'It keeps every value in its order and only names the sizes anew.',
  wholeChannels: 'It changes the order of whole channels: no cell moves within its plane.',
  scales: 'It scales whole channels: every cell keeps its place.',
  cellwise: 'It treats every cell by itself: convolutions, pools, padding, resizing, shuffles and folds have pictures.',
};

export const EN: SceneWords = {
  lang: 'en',
  planes: { input: 'input', output: 'output', matrix: 'matrix' },
  inputCells: 'input cells',
  outputCells: ['output', 'cells'],
  channelStrips: ['in', 'out'],
  legend: {
    unread: 'never read',
    unreached: 'never reached: 0',
    overhang: 'beyond the padding: left out',
    cropped: 'cropped by padding',
    outputPadding: 'added by output_padding',
    stamped: 'stamped; the number says how often so far',
    stamps: 'stamps that cover the output cell',
    zeros: 'zeros put in',
    padding: 'padding',
    paddingZeros: 'padding (zeros)',
    paddingNeverWins: 'padding (never wins)',
    paddingCounted: 'padding (zeros, counted)',
    paddingNotCounted: 'padding (not counted)',
    putBack: 'where the index says',
  },
  paddingShows: (what) => `padding (${what})`,

  place: (names, position) =>
    position.flatMap((at, axis) => (names[axis] === '' ? [] : [`${UNITS[names[axis]!]![0]} ${at}`])).join(', '),
  cells: (name, cells) => {
    const [one, many] = UNITS[name]!;
    if (cells.length === 0) return `no ${one}`;
    const [first, last] = [cells[0]!, cells.at(-1)!];
    if (cells.length === 1) return `${one} ${first}`;
    const step = cells[1]! - first;
    if (cells.length === 2 || (step > 1 && cells.length <= 4)) return `${many} ${list(cells)}`;
    return step > 1 ? `${many} ${first} to ${last} in steps of ${step}` : `${many} ${first} to ${last}`;
  },
  both: (parts) => parts.join(', '),
  notes: (notes) => notes.join('; '),

  kernel: (sizes) => `kernel ${sizes}`,
  kernelTurn: (turn) => ({ none: 'kernel', half: 'kernel, turning', whole: 'kernel, flipped' })[turn],
  kernelSlice: (slice) => `kernel ${slice}`,
  slice: (name, slice) => `${name} ${slice}`,
  sliceSizes: (sizes) => `of ${sizes} each`,
  paddingSlice: 'padding',
  whole: (name, height, width) => `whole ${name}, ${height} × ${width}`,
  operation: (operation, divisor, normType) => {
    if (operation === 'max' || operation === 'copy' || operation === 'blend') return operation;
    return operation === 'norm' ? `${normType}-norm` : `sum ÷ ${divisor}`;
  },
  matrixSize: (rows, columns) => `matrix ${rows} × ${columns}`,

  grouping: (input, output, groups) => {
    if (groups === 1) return 'every output reads every input';
    if (groups === input && output === input) return 'depthwise';
    return groups === input ? `depthwise, ${output / input} outputs per input` : `grouped, ${groups} groups`;
  },
  channels: (grouping, sizes, axes) => `channels: ${grouping};  weight ${sizes}  (${axes})`,

  slideDescription: (input, output, kernel, operation) => {
    if (operation === 'copy')
      return `Each cell of the output, ${output}, shows one cell of the input, ${input}, or padding, which is dotted.`;
    if (operation === 'blend')
      return `Each cell of the output, ${output}, is blended from up to ${kernel} neighbouring cells of the input, ${input}.`;
    const isSum = operation === 'sum';
    return `The input, ${input}, is read by a ${isSum ? 'kernel' : 'window'} of ${kernel} that makes the output, ${output}. ${
      isSum
        ? 'Each tap has its own letter and colour, in the kernel and on the input cell that it multiplies.'
        : 'The cells of the window are marked.'
    } Padding is dotted, what is never read is hatched.`;
  },
  slide: (facts) => {
    if (facts.operation === 'copy' && facts.terms === 0) return `output ${facts.place} is padding.${outcome(facts)}`;
    if (facts.operation === 'copy') return `output ${facts.place} is a copy of input ${facts.reads}.${outcome(facts)}`;
    if (facts.operation === 'blend') return `output ${facts.place} is ${made(facts)}: ${facts.reads}.${outcome(facts)}`;
    const over = facts.channels > 1 ? ` of ${facts.channels} channels` : '';
    return `output ${facts.place} is ${made(facts)}: ${facts.reads}${over}; ${outside(facts)}.${outcome(facts)}`;
  },
  solidDescription: (input, output, { isSum, isDeep }) =>
    `The layer as blocks in parallel projection: the input, ${input}, on the way to the output, ${output}. ${
      isDeep ? 'Slices lie behind each other, channels are further blocks.' : 'Channels lie behind each other.'
    } The window is the block that is marked in the input${
      isDeep ? '' : isSum ? ', through all channels that it reads' : ', in one channel'
    }; it makes the filled cell of the output. Padding is a dotted shell. The edges carry their true numbers.`,
  ofThese: (count) => `${count.toLocaleString('en')} of these`,
  shortened: 'Edges are not to scale: long ones are drawn shorter. The numbers are true.',
  stampDescription: (strides) => {
    const cells = strides.length === 1 && strides[0] === 1 ? 'cell' : 'cells';
    return `Each input cell, times the kernel, is put onto the output as a stamp, ${strides.join(' and ')} ${cells} from the one before. Where stamps overlap they add up. What padding crops is crossed out.`;
  },
  stamp: (place, where, taps, cropped) => {
    const lost =
      cropped === 0
        ? 'none is cropped'
        : `${cropped} of its ${plural(taps, 'tap')} ${cropped === 1 ? 'is' : 'are'} cropped`;
    return `input ${place} stamps the kernel onto output ${where}; ${lost}.`;
  },
  gatherDescription: (hasZeros) =>
    `The same layer from the output's side: the kernel, turned by half a turn, slides one cell at a time over the input${
      hasZeros ? ' with zeros put between its cells' : ''
    }. The lines that join an input cell to the output cell are those of the stamps.`,
  gather: (place, where, count, taps) => {
    if (count === 0) return `output ${place} gathers nothing: it is 0, or the bias.`;
    const others = taps - count;
    const rest = `${others === 0 ? 'none' : `the other ${others}`} of ${plural(taps, 'tap')} meet zeros`;
    return `output ${place} gathers ${plural(count, 'product')}: input ${where}; ${rest}.`;
  },
  matrixDescription: ([rows, columns], isTransposed, hasChannels) =>
    `The layer as a matrix of ${rows} rows, one per output cell, and ${columns} columns, one per input cell. A letter stands where a tap multiplies an input cell; everything else is 0.${
      isTransposed ? ' It is the transpose of the matrix of the convolution with the same settings.' : ''
    }${hasChannels ? ' Every pair of an input and an output channel has such a matrix.' : ''}`,
  matrixRow: (row, place, columns) => {
    const start = `matrix row ${row} makes output ${place}`;
    if (columns.length === 0) return `${start}, which nothing of the input reaches.`;
    const which = columns.length > 12 ? `${columns[0]} to ${columns.at(-1)}` : list(columns);
    const entries = plural(columns.length, 'entry', 'entries');
    return `${start} from ${entries}, in ${columns.length === 1 ? 'column' : 'columns'} ${which}.`;
  },

  selectedInput: (place, where, count, isTransposed) => {
    if (count === 0) return `input ${place} goes nowhere: no output has it.`;
    if (isTransposed) return `input ${place} goes into ${plural(count, 'output')}: ${where}.`;
    return `input ${place} is read by ${plural(count, 'output')}${count > 1 ? ', each with another tap' : ''}: ${where}.`;
  },
  selectedOutput: (place, where, count) =>
    count === 0
      ? `output ${place} is made of nothing: it is 0, or the bias.`
      : `output ${place} is made of ${plural(count, 'product')}: input ${where}.`,
  selectedTap: (letter, where, count) =>
    count === 0
      ? `tap ${letter} meets no cell that exists.`
      : `tap ${letter} joins ${plural(count, 'pair')} of cells, always with the same weight: output ${where}.`,

  channelOf: (name, channel) => `${name} channel ${channel}`,
  channelNumber: (channel) => `channel ${channel}`,
  shuffleDescription: (factor, isUp) =>
    isUp
      ? `${factor * factor} channels become one plane ${factor} times as tall and as wide: of every block of ${factor} × ${factor} cells, each comes from a channel of its own, which its letter and colour say.`
      : `One plane becomes ${factor * factor} channels, each ${factor} times less tall and less wide: the cells of every block of ${factor} × ${factor} go to a channel each, which their letter and colour say.`,
  shuffle: ({ large, small, largeChannel, smallChannel, isUp }) =>
    isUp
      ? `output channel ${largeChannel}, ${large} is input channel ${smallChannel}, ${small}.`
      : `input channel ${largeChannel}, ${large} becomes output channel ${smallChannel}, ${small}.`,
  rowsOf: (first, last) => (first === last ? `row ${first}` : `rows ${first} to ${last}`),
  columnsDescription: (isUnfold, elements, positions) =>
    isUnfold
      ? `Each of the ${positions} positions of the block becomes one column; its ${elements} elements, row by row, become the rows of one channel.`
      : `Each of the ${positions} columns is put back as a block onto the image, its ${elements} elements row by row. Where blocks overlap they add up.`,
  unpoolDescription:
    'Every cell of the input goes back to the cell of its window from which its max pool had taken it; the index that the pool kept says where. All other cells are 0.',
  unpool: ({ from, to, others, isKnown, isShared }) => {
    const where = isKnown ? 'where its index says' : 'say; its index tells';
    const rest = others === 1 ? 'the other cell of its window is' : `the other ${others} cells of its window are`;
    return `the value at ${from} goes to ${to}, ${where}${others === 0 ? '' : `; ${rest} 0${isShared ? ' unless another value goes there' : ''}`}.`;
  },
  columns: (place, column, elements, isUnfold) =>
    isUnfold
      ? `the ${plural(elements, 'element')} of the block at ${place} become column ${column}.`
      : `column ${column} is added onto the block at ${place}: ${plural(elements, 'element')}.`,

  fieldTitle: (layers) => `Receptive field through ${plural(layers, 'layer')}`,
  fieldAxis: (name, sizes) => `axis ${name}: ${sizes.join(' → ')}`,
  fieldDescription: (field) =>
    `One row of cells per layer, the input at the bottom; lines lead from each cell to those that it reads. Behind the last layer a cell sees up to ${plural(field, 'cell')} of the input.`,
  field: (place, where, cells, holes) => {
    if (where === undefined) return `output ${place} depends on nothing of the input.`;
    const reached = holes === 0 ? `: ${plural(cells, 'cell')}` : `, of which ${holes} are never reached`;
    return `output ${place} depends on input ${where}${reached}.`;
  },
  sees: (field, every) => `sees ${field}, every ${every}`,
  along: (cells, name) => `${plural(cells, 'cell')} along ${name}`,

  noPicture: (op, reason) => `There is no picture of ${op}. ${REASONS[reason]}`,
  noView: (op, view, views) => `${op} has no view '${view}'; it has ${views.join(', ')}.`,
  noCells: (layer, input) => `There is no picture of ${layer} on ${input}: it has no cells.`,
  noField: 'There is a receptive-field picture of chains of layers with axes only.',
};
