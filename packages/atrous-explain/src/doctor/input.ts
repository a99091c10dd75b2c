/** @file The input of a network, where nobody says it: the commonest sizes that go through. */

import { type NetworkSpec, type Shape, traceNetwork } from 'atrous/spec';

const SIZES: readonly number[] = [224, 32, 28, 64, 256, 128, 299, 227, 96, 512, 16, 572, 1];

/** Channels and axes that the first layer which tells takes; undefined where none does. */
function shapeFor(network: NetworkSpec): ((size: number) => number[]) | undefined {
  for (const { spec, from } of network.nodes) {
    if (!from.includes('input')) continue;
    const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? 0);
    const channels = spec.args['inChannels'] ?? spec.args['numFeatures'] ?? spec.args['numChannels'];
    if (spec.op === 'Linear') return () => [1, spec.args['inFeatures'] as number];
    if (rank > 0) {
      const first = typeof channels === 'number' ? channels : (firstChannels(network) ?? 3);
      return (size) => [1, first, ...Array<number>(rank).fill(rank === 3 ? Math.min(size, 64) : size)];
    }
  }
  const channels = firstChannels(network);
  return channels === undefined ? undefined : (size) => [1, channels, size, size];
}

const firstChannels = (network: NetworkSpec): number | undefined =>
  network.nodes.map(({ spec }) => spec.args['inChannels']).find((value) => typeof value === 'number');

/** An input that the network takes, of the usual ones; the first of them where it takes none. */
export function guessInput(network: NetworkSpec): Shape | undefined {
  const shape = shapeFor(network);
  if (!shape) return undefined;
  const sizes = shape(1)[1] === 1 ? [28, ...SIZES] : SIZES;
  const works = (size: number): boolean => {
    const { failure, rows } = traceNetwork(network, shape(size));
    return failure === null && rows.every(({ output }) => output[0] === 1);
  };
  const found = network.nodes.length > 400 ? undefined : sizes.find(works);
  return shape(found ?? sizes[0]!);
}
