/** @file Changes that are worth trying, and what runs and is hardly meant, in English. */

import type { Words } from '../ids.js';
import type { DoctorWordId } from './ids.js';

/** `a`, `a and b`, `a, b and c`, from names with commas between them. */
const listed = (names: number | string | undefined): string => String(names).replace(/, ([^,]*)$/, ' and $1');

export const EN: Words<DoctorWordId> = {
  fixInPlace: ({ meant, given }) => `${meant} in place of ${given}`,
  fixStar: () => 'a star before the list',
  fixSet: ({ setting, node }) => `${setting} in ${node}`,
  fixDropAxis: () => 'drop the axis of size 1',
  fixAddAxis: () => 'add the missing axis',
  fixPermute: () => 'channels first: permute the input',
  fixFlattenBefore: ({ node }) => `flatten before ${node}`,
  fixFlattenAnd: ({ setting, node }) => `flatten, and ${setting} in ${node}`,
  fixModuleFlattenBefore: ({ node }) => `nn.Flatten() before ${node}`,
  fixModuleFlattenAnd: ({ setting, node }) => `nn.Flatten() and ${setting} in ${node}`,
  fixStrideForPadding: ({ padding, nodes }) => `padding=${padding} where the stride stands, in ${listed(nodes)}`,
  fixAdaptivePool: ({ side }) => `adaptive pooling to ${side}×${side} before the flatten`,
  fixCatChannels: ({ node }) => `dim=1 in ${node}: along the channels`,
  fixKeepSize: () => 'padding that keeps the size on the way to the sum',
  fixKeepBatch: ({ call }) => `${call}: keep the batch axis`,
  fixFlattenForSqueeze: () => 'flatten(1) in place of squeeze(): keep the batch axis',
  fixFlattenForView: () => 'torch.flatten(x, 1) in place of view',
  fixFlattenForViewAnd: ({ setting, node }) => `torch.flatten(x, 1), and ${setting} in ${node}`,
  noteSqueeze: ({ node, layer }) => `With a batch of one, ${node} (${layer}) takes the batch axis away too.`,
  noteBatch: ({ before, after, node, layer }) =>
    `The batch of ${before} becomes ${after} at ${node} (${layer}): elements move into the batch axis.`,
};
