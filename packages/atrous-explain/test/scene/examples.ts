/** @file The pictures of the gallery, which the tests also look at. */

import { chain, type LayerSpec } from 'atrous/spec';
import { parseNetwork, type SceneState } from '../../src/index.js';

export interface Example {
  readonly name: string;
  readonly state: SceneState;
  readonly time: number;
}

export const layer = (text: string): LayerSpec => parseNetwork(text).nodes[0]!.spec;

/** Small whole numbers, the same every time. */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => (i * 7 + (i % 5) * 3) % 10);

const upsampling = {
  spec: layer('ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)'),
  input: [1, 1, 3, 3],
};
const dilated = [1, 2, 4, 8].map((d) => layer(`Conv1d(1, 1, 2, dilation=${d})`));
const gridding = [2, 2, 2].map(() => layer('Conv1d(1, 1, 3, dilation=2, padding=2)'));
const stem = ['Conv2d(3, 64, 7, stride=2, padding=3)', 'ReLU()', 'MaxPool2d(3, 2, 1)', 'Conv2d(64, 64, 3, padding=1)'];

export const EXAMPLES: readonly Example[] = [
  {
    name: 'strided',
    state: { spec: layer('Conv2d(1, 1, 3, stride=2, padding=1)'), input: [1, 1, 7, 7], view: 'slide' },
    time: 5,
  },
  {
    name: 'padded-corner',
    state: { spec: layer('Conv2d(1, 1, 3, stride=2, padding=1)'), input: [1, 1, 7, 7], view: 'slide' },
    time: 0,
  },
  {
    name: 'dilated',
    state: { spec: layer('Conv2d(1, 1, 3, dilation=2)'), input: [1, 1, 8, 8], view: 'slide' },
    time: 6,
  },
  {
    name: 'skipping',
    state: { spec: layer('Conv2d(1, 1, 2, stride=3)'), input: [1, 1, 10, 9], view: 'slide' },
    time: 4,
  },
  {
    name: 'grouped',
    state: { spec: layer('Conv2d(4, 6, 3, padding=1, groups=2)'), input: [1, 4, 6, 6], view: 'slide', channel: 4 },
    time: 8,
  },
  {
    name: 'depthwise',
    state: { spec: layer('Conv2d(64, 64, 3, padding=1, groups=64)'), input: [64, 8, 8], view: 'slide', channel: 30 },
    time: 19,
  },
  {
    name: 'one-axis',
    state: { spec: layer('Conv1d(1, 1, 3, dilation=2, padding=2)'), input: [1, 1, 14], view: 'slide' },
    time: 6,
  },
  {
    name: 'three-axes',
    state: { spec: layer('Conv3d(1, 1, (2, 3, 3), padding=(0, 1, 1))'), input: [1, 1, 4, 5, 5], view: 'slide' },
    time: 37,
  },
  {
    name: 'lens',
    state: { spec: layer('Conv2d(3, 64, 7, stride=2, padding=3)'), input: [1, 3, 224, 224], view: 'slide' },
    time: 112 * 20 + 31,
  },
  {
    name: 'max-pool-ceil',
    state: {
      spec: layer('MaxPool2d(3, 2, ceil_mode=True)'),
      input: [1, 1, 6, 6],
      view: 'slide',
      values: { input: numbers(36) },
    },
    time: 7,
  },
  {
    name: 'average-pool',
    state: {
      spec: layer('AvgPool2d(3, 2, padding=1)'),
      input: [1, 1, 6, 6],
      view: 'slide',
      values: { input: numbers(36) },
    },
    time: 3,
  },
  { name: 'stamp', state: { ...upsampling, view: 'stamp' }, time: 4 },
  { name: 'morph-0', state: { ...upsampling, view: 'morph', morph: 0 }, time: 21 },
  { name: 'morph-half', state: { ...upsampling, view: 'morph', morph: 0.5 }, time: 21 },
  { name: 'morph-1', state: { ...upsampling, view: 'morph', morph: 1 }, time: 21 },
  { name: 'gather', state: { ...upsampling, view: 'gather' }, time: 14 },
  { name: 'matrix', state: { spec: layer('Conv2d(1, 1, 3)'), input: [1, 1, 4, 4], view: 'matrix' }, time: 2 },
  { name: 'matrix-transposed', state: { ...upsampling, view: 'matrix' }, time: 21 },
  {
    name: 'solid-stem',
    state: { spec: layer('Conv2d(3, 64, 7, stride=2, padding=3)'), input: [1, 3, 224, 224], view: 'solid' },
    time: 112 * 20 + 31,
  },
  {
    name: 'solid-groups',
    state: { spec: layer('Conv2d(6, 6, 3, padding=1, groups=3)'), input: [1, 6, 5, 5], view: 'solid', channel: 2 },
    time: 7,
  },
  {
    name: 'solid-three-axes',
    state: { spec: layer('Conv3d(2, 4, (2, 3, 3), padding=1)'), input: [1, 2, 4, 5, 5], view: 'solid' },
    time: 37,
  },
  { name: 'solid-pool', state: { spec: layer('AvgPool2d(3, 2, 1)'), input: [8, 9, 9], view: 'solid' }, time: 6 },
  { name: 'solid-transposed', state: { ...upsampling, view: 'solid' }, time: 14 },
  { name: 'field-dilated', state: { network: chain(dilated), input: [1, 1, 24], view: 'field' }, time: 5 },
  { name: 'field-gridding', state: { network: chain(gridding), input: [1, 1, 24], view: 'field' }, time: 11 },
  { name: 'field-stem', state: { network: chain(stem.map(layer)), input: [1, 3, 224, 224], view: 'field' }, time: 20 },
];
