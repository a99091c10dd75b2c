/** @file Changes that are worth trying, and what runs and is hardly meant, in Chinese. */

import type { Words } from '../ids.js';
import type { DoctorWordId } from './ids.js';

export const ZH: Words<DoctorWordId> = {
  fixInPlace: ({ given, meant }) => `把 ${given} 换成 ${meant}`,
  fixStar: () => '在列表前加星号',
  fixSet: ({ node, setting }) => `在 ${node} 中设 ${setting}`,
  fixDropAxis: () => '去掉大小为 1 的轴',
  fixAddAxis: () => '补上缺少的轴',
  fixPermute: () => '通道在前：用 permute 变换输入的轴',
  fixFlattenBefore: ({ node }) => `在 ${node} 之前展平`,
  fixFlattenAnd: ({ node, setting }) => `先展平，并在 ${node} 中设 ${setting}`,
  fixModuleFlattenBefore: ({ node }) => `在 ${node} 之前加 nn.Flatten()`,
  fixModuleFlattenAnd: ({ node, setting }) => `加 nn.Flatten()，并在 ${node} 中设 ${setting}`,
  fixStrideForPadding: ({ nodes, padding }) =>
    `${String(nodes).replaceAll(', ', '、')} 中步幅的位置改成 padding=${padding}`,
  fixAdaptivePool: ({ side }) => `展平之前用自适应池化到 ${side}×${side}`,
  fixCatChannels: ({ node }) => `在 ${node} 中设 dim=1：沿通道拼接`,
  fixKeepSize: () => '通向求和的路上，用保持尺寸的填充',
  fixKeepBatch: ({ call }) => `用 ${call}：保留批次轴`,
  fixFlattenForSqueeze: () => '用 flatten(1) 代替 squeeze()：保留批次轴',
  fixFlattenForView: () => '用 torch.flatten(x, 1) 代替 view',
  fixFlattenForViewAnd: ({ node, setting }) => `用 torch.flatten(x, 1)，并在 ${node} 中设 ${setting}`,
  noteSqueeze: ({ node, layer }) => `批次为 1 时，${node}（${layer}）会把批次轴也去掉。`,
  noteBatch: ({ before, node, layer, after }) =>
    `批次 ${before} 在 ${node}（${layer}）处变成 ${after}：元素被挪进了批次轴。`,
};
