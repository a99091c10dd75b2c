/** @file The pages that there are, in the order of the navigation. A page is a folder here and a row of this table. */

import type { PageEntry } from '../kit/page.js';

export const PAGES: readonly PageEntry[] = [
  { id: 'layer', name: { en: 'Layer', zh: '层' }, load: () => import('./layer/index.js') },
  { id: 'network', name: { en: 'Network', zh: '网络' }, load: () => import('./network/index.js') },
  { id: 'solve', name: { en: 'Solve', zh: '求解' }, load: () => import('./solve/index.js') },
  { id: 'doctor', name: { en: 'Doctor', zh: '诊断' }, load: () => import('./doctor/index.js') },
  { id: 'lab', name: { en: 'Image lab', zh: '图像实验室' }, load: () => import('./lab/index.js') },
  { id: 'field', name: { en: 'Receptive field', zh: '感受野' }, load: () => import('./field/index.js') },
  { id: 'upsampling', name: { en: 'Upsampling', zh: '上采样' }, load: () => import('./upsampling/index.js') },
  { id: 'train', name: { en: 'Train', zh: '训练' }, load: () => import('./train/index.js') },
  { id: 'learn', name: { en: 'Learn', zh: '学习' }, load: () => import('./learn/index.js') },
];
