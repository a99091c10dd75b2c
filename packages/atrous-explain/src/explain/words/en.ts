/** @file Every sentence in English. */

import type { Words } from './ids.js';

const UNITS: Readonly<Record<string, string>> = { D: 'slice', H: 'row', W: 'column' };

/** `1 row`, `2 columns`, `3 cells`, with a word before the unit where there is one. */
function count(cells: number | string | undefined, axis: number | string | undefined, adjective = ''): string {
  const unit = `${UNITS[String(axis)] ?? 'cell'}${cells === 1 ? '' : 's'}`;
  return `${cells} ${adjective && `${adjective} `}${unit}`;
}

/** `5`, `−3 to 5`. */
const fromTo = (low: number | string | undefined, high: number | string | undefined): string =>
  (low === high ? `${low}` : `${low} to ${high}`).replaceAll('-', '−');

const plural = (n: number | string | undefined, one: string, many = `${one}s`): string => (n === 1 ? one : many);

export const EN: Words = {
  unread: ({ input, padding, axis }) =>
    `${[Number(input) > 0 && count(input, axis), Number(padding) > 0 && count(padding, axis, 'padded')].filter(Boolean).join(' and ')} unread`,
  overhang: ({ cells, axis }) => `the last window hangs over by ${count(cells, axis)}`,
  skipped: ({ cells, axis }) => `${count(cells, axis)} skipped between windows`,
  same: ({ before, after }) => `padding='same' adds ${before} before and ${after} after`,
  outputPadding: ({ most, smallest, largest }) =>
    most === 1
      ? `output_padding may be 0 or 1, for ${smallest} or ${largest}`
      : `output_padding may be 0 to ${most}, for ${smallest} to ${largest}`,
  outputPaddingBeyond: ({ stride, most }) =>
    `output_padding from ${stride} to ${most} is allowed by the dilation, but no convolution goes back to such a size`,
  overlap: () => 'windows overlap',

  windowFrom: () => 'window i from ',
  to: () => ' to ',
  extents: ({ least, most }) => `: ${least === most ? `${count(most, '')} each` : `${least} to ${count(most, '')}`}`,
  clipStays: () => ': the last window starts before the end and stays',
  clipDropped: () => ': the last window would start after the end and is dropped, ',
  span: () => 'span',
  padded: () => 'padded size',
  slack: () => 'room to move',
  quotient: () => 'whole steps',
  remainder: () => 'left over',
  unreadCells: () => 'unread',

  rankReadsAll: () => 'reads every cell',
  rankSkips: () => 'skips cells of the input',
  rankReachesAll: () => 'every output cell is reached',
  rankHoles: () => 'leaves output cells that no input reaches',
  rankCentred: () => 'windows are centred on their cells',
  rankOdd: () => 'odd kernel',
  rankEven: () => 'even kernel: no middle tap',
  rankAllRead: () => 'no padded cell stays unread',
  rankUnread: ({ cells, axis }) => `${count(cells, axis, 'padded')} unread`,
  rankDilated: ({ dilation }) => `dilation ${dilation}: holes between the taps`,
  rankFarPadding: () => 'windows that read nothing but padding',
  rankHalfPadding: () => 'padding above half of the kernel',
  rankCut: () => 'cuts off more than half of the kernel',
  rankDivisible: () => 'kernel divisible by the stride: even overlap',
  rankUneven: () => 'kernel not divisible by the stride: uneven overlap',
  rankOutputPadding: ({ amount }) => `needs output_padding ${amount}`,
  rankBeyond: () => 'output_padding beyond the stride matches no convolution',
  rankCeil: () => 'ceil_mode: the last window may hang over',
  rankTaps: ({ taps }) => `${taps} ${plural(taps, 'product')} per output and channel`,
  proofInterval: ({ axis, low, high }) =>
    low === high ? `${axis}: q = ${fromTo(low, low)}` : `${axis}: q from ${fromTo(low, low)} to ${fromTo(high, high)}`,
  proofSolved: ({ stride, count: n }) => `stride ${stride}: ${n} ${plural(n, 'answer')}`,
  proofContradiction: ({ stride, a, aLow, aHigh, b, bLow, bHigh }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(aLow, aHigh)} along ${a} but ${fromTo(bLow, bHigh)} along ${b}: no q is in both`,
  proofReach: ({ stride, low, high, least, most }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(low, high)}, but within the limits q goes from ${fromTo(least, least)} to ${fromTo(most, most)}`,
  proofParity: ({ stride, low, high }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(low, high)}, and no kernel, dilation and padding within the limits give it`,
  nothingFits: ({ input, output }) => `No setting within the limits takes ${input} to ${output}.`,
  oneSettingPerAxis: () => 'No one setting does it on every axis; each axis with its own does.',
  nearest: ({ sizes }) => `The nearest sizes that can be reached: ${sizes}.`,
  padBefore: ({ pad, padding }) => `F.pad(x, ${pad}) before it and padding=${padding}`,
  sameAsTensorFlow: ({ before, after, axis }) => `${axis}: TensorFlow's SAME pads ${before} before and ${after} after`,
  safeClass: ({ modulus, residues, least }) => `sizes that leave ${residues} when divided by ${modulus}, from ${least}`,
  safeMultiples: ({ modulus, least }) => `multiples of ${modulus}, from ${least}`,
  safeAll: ({ least }) => `every size from ${least}`,
  safeNone: ({ least, most }) => `no size from ${least} to ${most}`,
  safeOnly: ({ sizes }) => `only ${sizes}`,
};
