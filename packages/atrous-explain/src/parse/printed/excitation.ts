/**
 * @file Squeeze and excitation, by whatever names: a pool to one cell, two projections that come back to as many channels, a
 * gate, and the input times that.
 */

import type { TensorValue } from '../module/runtime.js';
import type { Hands } from './forwards.js';
import type { PrintedModule } from './tree.js';

/** Paths of the layers inside of the block; in which order they are printed tells nothing. */
interface Excitation {
  readonly pool: string | undefined;
  readonly reduce: string;
  /** Undefined where it is a function, which is not printed. */
  readonly activation: string | undefined;
  readonly expand: string;
  readonly gate: string;
  /** Whether the projections are linear layers, which take rows and not maps. */
  readonly isLinear: boolean;
}

interface Leaf {
  readonly path: string;
  readonly className: string;
  readonly call: string;
}

/** Blocks of this kind have four or five layers. */
const MOST_LEAVES = 6;

function leavesOf({ children }: PrintedModule, path = ''): Leaf[] {
  return children.slice(0, MOST_LEAVES).flatMap((child) => {
    const own = `${path}${child.name}`;
    return child.call === undefined ? leavesOf(child, `${own}.`) : [{ ...child, path: own, call: child.call }];
  });
}

const isPool = ({ className, call }: Leaf): boolean =>
  className === 'AdaptiveAvgPool2d' && /\((output_size=)?(1|\(1, 1\))\)$/.test(call);
const isProjection = ({ className, call }: Leaf): boolean =>
  className === 'Linear' || (className === 'Conv2d' && call.includes('kernel_size=(1, 1)'));
const isGate = ({ className }: Leaf): boolean => /^(Sigmoid|Hardsigmoid)$/.test(className);
const isActivation = ({ className }: Leaf): boolean =>
  /^((Leaky|P|R)?ReLU6?|SiLU|GELU|ELU|Mish|Hardswish)$/.test(className);

/** Channels in and out. */
const channelsOf = ({ call }: Leaf): number[] =>
  Array.from(call.slice(call.indexOf('(')).matchAll(/\d+/g), Number).slice(0, 2);

/** The parts of the block; undefined where it is another. */
export function excitationOf(module: PrintedModule): Excitation | undefined {
  if (module.className === 'Sequential') return undefined;
  const leaves = leavesOf(module);
  const [pools, projections, gates, activations] = [isPool, isProjection, isGate, isActivation].map((is) =>
    leaves.filter(is),
  ) as [Leaf[], Leaf[], Leaf[], Leaf[]];
  const [reduce, expand] = projections;
  const known = pools.length + projections.length + gates.length + activations.length;
  if (!reduce || !expand || projections.length > 2 || known !== leaves.length) return undefined;
  if (gates.length !== 1 || pools.length > 1 || activations.length > 1) return undefined;
  if (channelsOf(reduce)[0] !== channelsOf(expand)[1] || reduce.className !== expand.className) return undefined;
  return {
    pool: pools[0]?.path,
    reduce: reduce.path,
    activation: activations[0]?.path,
    expand: expand.path,
    gate: gates[0]!.path,
    isLinear: reduce.className === 'Linear',
  };
}

/** `input · gate(expand(activation(reduce(pool(input)))))`. */
export function excited(module: PrintedModule, hands: Hands, input: TensorValue): TensorValue {
  const { pool, reduce, activation, expand, gate, isLinear } = excitationOf(module)!;
  const pooled =
    pool === undefined ? hands.join('mean', { dim: [2, 3], keepdim: true }, [input]) : hands.run(pool, input);
  const reduced = hands.run(reduce, isLinear ? hands.layer('Flatten', pooled) : pooled);
  const active = activation === undefined ? hands.layer('ReLU', reduced) : hands.run(activation, reduced);
  const scale = hands.run(gate, hands.run(expand, active));
  const mapped = isLinear ? [2, 3].reduce((x, dim) => hands.join('unsqueeze', { dim }, [x]), scale) : scale;
  return hands.join('mul', {}, [input, mapped]);
}
