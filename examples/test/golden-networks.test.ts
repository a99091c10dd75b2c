/** @file The blocks against PyTorch's networks: outputs, gradients, and buffers after the call. */

import { nn, type Tensor } from 'atrous';
import { describe, expect, test } from 'vitest';
import { expectMatches } from '../../tests/golden/compare.js';
import { type GoldenCase, readFamily } from '../../tests/golden/files.js';
import { backwardAll, stateOf } from '../../tests/golden/kinds/layers.js';
import type { NetworkNode } from '../../tests/golden/kinds/networks.js';
import { toleranceOf } from '../../tests/golden/tolerance.js';
import { AlexNet } from '../blocks/alexnet.js';
import { ASPP } from '../blocks/aspp.js';
import { Upsampler } from '../blocks/checkerboard.js';
import { InvertedResidual } from '../blocks/mobilenet-v2.js';
import { BasicBlock } from '../blocks/resnet-basic.js';
import { Stem } from '../blocks/resnet-stem.js';
import { UNet } from '../blocks/unet.js';
import { VideoNet } from '../blocks/video-net.js';
import { TemporalBlock } from '../blocks/wavenet.js';

type Runnable = nn.Module & { forward(x: Tensor): Tensor };

/** A block, and its modules by the golden network's names for them. */
interface Subject {
  readonly model: Runnable;
  readonly named: Readonly<Record<string, nn.Module>>;
}

/** A block whose names are the golden network's. */
const asIs = (model: Runnable): Subject => ({ model, named: Object.fromEntries(model.namedChildren()) });

/** AlexNet's first two convolutions, as it runs them, without the second normalisation. */
function alexNetPair(): Subject {
  const { conv1, relu, norm, pool, conv2 } = new AlexNet(10);
  return { model: new nn.Sequential(conv1, relu, norm, pool, conv2, relu, pool), named: { conv1, conv2 } };
}

function basicBlock(inChannels: number, outChannels: number, stride: number): Subject {
  const model = new BasicBlock(inChannels, outChannels, { stride });
  const [conv, norm] = model.downsample?.children() ?? [];
  const { model: whole, named } = asIs(model);
  return conv && norm
    ? { model: whole, named: { ...named, downsample_conv: conv, downsample_bn: norm } }
    : { model: whole, named };
}

function invertedResidual(outChannels: number, stride: number): Subject {
  const model = new InvertedResidual(16, outChannels, { stride });
  const { expand, bn1, depthwise, bn2, project, bn3 } = model;
  return { model, named: { expand, expand_bn: bn1, depthwise, depthwise_bn: bn2, project, project_bn: bn3 } };
}

function aspp(): Subject {
  const model = new ASPP(24, 16);
  const parts = (name: string, branch: nn.Module): [string, nn.Module][] => {
    const [conv, norm] = branch.children();
    return [
      [`${name}${name.startsWith('b') ? '_conv' : ''}`, conv!],
      [`${name.replace('_conv', '')}_bn`, norm!],
    ];
  };
  const branches = Array.from(model.branches, (branch, i) => parts(`b${i}`, branch));
  const rest = [...parts('pool_conv', model.pooled), ...parts('project', model.project)];
  return { model, named: Object.fromEntries([...branches.flat(), ...rest]) };
}

function unet(): Subject {
  const model = new UNet(1, 2);
  const doubles = (['down1', 'down2', 'bottom', 'left2', 'left1'] as const).flatMap((name) => {
    const [conv1, , conv2] = model[name].children();
    return [
      [`${name}_conv1`, conv1!],
      [`${name}_conv2`, conv2!],
    ] as const;
  });
  const { up1, up2, head } = model;
  return { model, named: { ...Object.fromEntries(doubles), up1, up2, head } };
}

const SUBJECTS: Readonly<Record<string, () => Subject>> = {
  alexnet_pair: alexNetPair,
  aspp,
  basic_block: () => basicBlock(32, 32, 1),
  basic_block_downsample: () => basicBlock(16, 32, 2),
  checkerboard: () => asIs(new Upsampler({ in: 8, middle: 6, out: 3 })),
  checkerboard_even: () => asIs(new Upsampler({ in: 4, middle: 4, out: 2 }, { kernelSize: 4 })),
  checkerboard_ones: () => asIs(new Upsampler({ in: 1, middle: 1, out: 1 })),
  inverted_residual: () => invertedResidual(16, 1),
  inverted_residual_stride: () => invertedResidual(24, 2),
  stem: () => asIs(new Stem()),
  temporal_block: () => {
    const model = new TemporalBlock(12, { kernelSize: 3, dilation: 4 });
    return { model, named: { conv1: model.conv, mix: model.mix } };
  },
  unet,
  video_net: () => asIs(new VideoNet(1, 3)),
};

const family = readFamily('networks');
type NetworkCase = GoldenCase & { readonly nodes: readonly NetworkNode[] };
const cases = family.cases as NetworkCase[];

/** Loads the case's state; every name of it must have found its place. */
function load(named: Subject['named'], state: ReadonlyMap<string, unknown>): void {
  const left = new Set(state.keys());
  for (const [name, module] of Object.entries(named)) {
    const own = [...state].filter(([key]) => key.startsWith(`${name}.`) && left.delete(key));
    if (own.length > 0)
      module.loadStateDict(new Map(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor as Tensor])));
  }
  expect([...left]).toEqual([]);
}

/** Parameters and buffers by the golden names. */
function tensorsOf(named: Subject['named']): Map<string, Tensor> {
  return new Map(
    Object.entries(named).flatMap(([node, module]) =>
      [...module.namedParameters(), ...module.namedBuffers()].map(
        ([name, tensor]) => [`${node}.${name}`, tensor as Tensor] as const,
      ),
    ),
  );
}

describe('the golden networks', () => {
  test('have a block each', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(SUBJECTS)));
  });

  test.each(cases.map((one) => [one.op, one.training, one] as const))(
    'of %s (training %s) are what the block computes',
    (op, training, one) => {
      const { model, named } = SUBJECTS[op]!();
      load(named, stateOf(family, one.state ?? {}));
      model.train(training);
      const x = stateOf(family, one.inputs).get('x')!;
      if (one.grads!['x'] !== undefined) x.requiresGrad = true;
      const output = model.forward(x);
      expectMatches(family, output, one.outputs['output']!, toleranceOf(one, 'outputs.output'), 'output');
      backwardAll(family, one.upstream!, new Map([['output', output]]));
      const tensors = tensorsOf(named).set('x', x);
      for (const [name, ref] of Object.entries(one.grads!))
        expectMatches(family, tensors.get(name)!.grad!, ref, toleranceOf(one, `grads.${name}`), `grads.${name}`);
      for (const [name, ref] of Object.entries(one.state_after ?? {}))
        expectMatches(family, tensors.get(name)!, ref, toleranceOf(one, `state_after.${name}`), name);
    },
  );
});
