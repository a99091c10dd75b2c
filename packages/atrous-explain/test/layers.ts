/** @file Random layers of every kind whose sizes are explained, each with an input that it may or may not take. */

import * as fc from 'fast-check';
import { type Arg, type LayerSpec, type Shape, layerSpec, outputShape } from 'atrous/spec';

export interface LayerCase {
  readonly spec: LayerSpec;
  readonly input: number[];
}

const rank = fc.constantFrom(1, 2, 3);
const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const perAxis = (d: number, min: number, max: number): fc.Arbitrary<number | number[]> =>
  fc.oneof(int(min, max), fc.array(int(min, max), { minLength: d, maxLength: d }));
const sizes = (d: number): fc.Arbitrary<number[]> => fc.array(int(1, 23), { minLength: d, maxLength: d });

/** A spec and an input, or undefined where the constructor refuses the arguments. */
function made(op: string, args: Record<string, Arg>, input: number[]): LayerCase | undefined {
  try {
    return { spec: layerSpec(op, [], args), input };
  } catch {
    return undefined;
  }
}

const isMade = (layer: LayerCase | undefined): layer is LayerCase => layer !== undefined;

export const convolutions: fc.Arbitrary<LayerCase> = rank
  .chain((d) =>
    fc
      .record({
        transposed: fc.boolean(),
        channels: fc.constantFrom([1, 1], [2, 4], [6, 6], [3, 5]),
        groups: fc.constantFrom(1, 1, 2, 3),
        kernelSize: perAxis(d, 1, 5),
        stride: perAxis(d, 1, 4),
        padding: fc.oneof<fc.Arbitrary<Arg>[]>(perAxis(d, 0, 4), fc.constantFrom('same', 'valid')),
        outputPadding: perAxis(d, 0, 2),
        dilation: perAxis(d, 1, 3),
        bias: fc.boolean(),
        paddingMode: fc.constantFrom('zeros', 'zeros', 'reflect', 'replicate', 'circular'),
        batch: int(0, 3),
        spatial: sizes(d),
      })
      .map(({ transposed, channels, outputPadding, batch, spatial, ...rest }) => {
        const [inChannels, outChannels] = channels as [number, number];
        const input = [...(batch === 0 ? [] : [batch]), inChannels, ...spatial];
        const args = { ...rest, inChannels, outChannels };
        return transposed
          ? made(`ConvTranspose${d}d`, { ...args, outputPadding, paddingMode: 'zeros' }, input)
          : made(`Conv${d}d`, args, input);
      }),
  )
  .filter(isMade);

export const pools: fc.Arbitrary<LayerCase> = rank
  .chain((d) =>
    fc
      .record({
        kind: fc.constantFrom('MaxPool', 'AvgPool', 'LPPool'),
        kernelSize: perAxis(d, 1, 5),
        stride: fc.oneof(fc.constant(null), perAxis(d, 1, 5)),
        padding: perAxis(d, 0, 2),
        dilation: perAxis(d, 1, 3),
        ceilMode: fc.boolean(),
        spatial: sizes(d),
      })
      .map(({ kind, padding, dilation, spatial, ...rest }) => {
        const more: Record<string, Record<string, Arg>> = {
          MaxPool: { padding, dilation },
          AvgPool: { padding },
          LPPool: { normType: 2 },
        };
        return made(`${kind}${d}d`, { ...rest, ...more[kind] }, [2, 3, ...spatial]);
      }),
  )
  .filter(isMade);

const adaptive = rank
  .chain((d) =>
    fc
      .record({
        kind: fc.constantFrom('AdaptiveAvgPool', 'AdaptiveMaxPool'),
        outputSize: perAxis(d, 1, 9),
        spatial: sizes(d),
      })
      .map(({ kind, outputSize, spatial }) => made(`${kind}${d}d`, { outputSize }, [2, 3, ...spatial])),
  )
  .filter(isMade);

const paddings = rank
  .chain((d) =>
    fc
      .record({
        kind: fc.constantFrom('ZeroPad', 'ReflectionPad', 'ReplicationPad', 'CircularPad'),
        padding: perAxis(2 * d, -2, 4),
        spatial: sizes(d),
      })
      .map(({ kind, padding, spatial }) => made(`${kind}${d}d`, { padding }, [2, 3, ...spatial])),
  )
  .filter(isMade);

const rearranging = fc
  .record({
    op: fc.constantFrom('PixelShuffle', 'PixelUnshuffle', 'Unfold', 'Fold', 'Flatten', 'Linear', 'Upsample'),
    r: int(1, 4),
    k: perAxis(2, 1, 3),
    stride: perAxis(2, 1, 3),
    scale: fc.constantFrom(0.5, 1, 1.5, 1.7, 2, 3),
    columns: int(1, 30),
    spatial: sizes(2),
  })
  .map(({ op, r, k, stride, scale, columns, spatial }) => {
    const image = [1, 2 * r * r, ...spatial];
    const args: Record<string, [Record<string, Arg>, number[]]> = {
      PixelShuffle: [{ upscaleFactor: r }, image],
      PixelUnshuffle: [{ downscaleFactor: r }, [1, 3, ...spatial.map((n) => n * r)]],
      Unfold: [{ kernelSize: k, stride, padding: r - 1 }, image],
      Fold: [{ outputSize: spatial, kernelSize: k, stride }, [1, 36, columns]],
      Flatten: [{ startDim: r % 3, endDim: -1 }, image],
      Linear: [{ inFeatures: spatial[1]!, outFeatures: r }, image],
      Upsample: [r === 1 ? { size: spatial } : { scaleFactor: scale }, image],
    };
    return made(op, ...args[op]!);
  })
  .filter(isMade);

/** Whether the layer takes the input. */
export function isLegal({ spec, input }: { spec: LayerSpec; input: Shape }): boolean {
  try {
    outputShape(spec, input);
    return true;
  } catch {
    return false;
  }
}

export const layers: fc.Arbitrary<LayerCase> = fc.oneof(convolutions, pools, adaptive, paddings, rearranging);
