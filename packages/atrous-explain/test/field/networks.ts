/** @file Well-known networks, as far as their receptive field needs them: one channel everywhere. */

import { type LayerSpec, type NetworkSpec, chain, joinSpec, layerSpec } from 'atrous/spec';

const conv = (kernel: number, stride = 1): LayerSpec =>
  layerSpec('Conv2d', [1, 1, kernel], { stride, padding: Math.floor(kernel / 2), bias: false });
const pool = (kernel: number, stride = 2): LayerSpec =>
  layerSpec('MaxPool2d', [kernel], { stride, padding: Math.floor((kernel - 1) / 2) });

/** VGG-16 up to its last pool. */
export const VGG16: NetworkSpec = chain(
  [2, 2, 3, 3, 3].flatMap((convolutions) => [...Array.from({ length: convolutions }, () => conv(3)), pool(2)]),
);

/** MobileNet-v1 up to the average pool. */
export const MOBILENET: NetworkSpec = chain([
  conv(3, 2),
  ...[1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1].flatMap((stride) => [conv(3, stride), conv(1)]),
]);

/**
 * ResNet-50 up to the average pool, with residual connections. `strideLast`: as TensorFlow-slim's v1, where the last unit of a
 * block strides; otherwise as torchvision, where the first one does.
 */
export function resnet50(strideLast: boolean): NetworkSpec {
  const nodes: { name: string; spec: LayerSpec; from: string[] }[] = [];
  let last = 'input';
  const add = (spec: LayerSpec, from: string[] = [last]): string => {
    const name = String(nodes.length);
    nodes.push({ name, spec, from });
    last = name;
    return name;
  };
  add(conv(7, 2));
  add(pool(3));
  [3, 4, 6, 3].forEach((units, block) => {
    for (let unit = 0; unit < units; unit++) {
      const strides = strideLast ? unit === units - 1 && block < 3 : unit === 0 && block > 0;
      const stride = strides ? 2 : 1;
      const before = last;
      add(conv(1));
      add(conv(3, stride));
      const branch = add(conv(1));
      const shortcut = stride === 1 ? before : add(conv(1, stride), [before]);
      add(joinSpec('add'), [branch, shortcut]);
    }
  });
  return { version: 1, nodes };
}

export const lastOf = ({ nodes }: NetworkSpec): string => nodes.at(-1)!.name;
