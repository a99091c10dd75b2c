/** @file What `atrous run` was asked to do. */

import type { Lang, PythonValue } from 'atrous-explain/read';
import type { HeatmapBy } from 'atrous/vision';

export interface RunOptions {
  /** A picture file; undefined for the sample that comes with the command. */
  readonly picture: string | undefined;
  /** PyTorch source, or a file that holds it. */
  readonly net: string;
  /** The class or the variable that is the model; undefined: the one that no other uses. */
  readonly entry: string | undefined;
  /** Values for arguments of its constructor, and for names of the text. */
  readonly arg: Readonly<Record<string, PythonValue>> | undefined;
  /** Height and width to resize the picture to; undefined keeps its size. */
  readonly size: readonly [height: number, width: number] | undefined;
  /** One channel (luminance) instead of three. */
  readonly grey: boolean;
  /** Subtracted from each channel, and what each is divided by. */
  readonly mean: readonly number[] | undefined;
  readonly std: readonly number[] | undefined;
  /** A checkpoint of PyTorch's (.pt, .pth) or a safetensors file. */
  readonly weights: string | undefined;
  /** Names of classic filters for the first convolution. */
  readonly kernels: readonly string[] | undefined;
  readonly seed: bigint;
  readonly out: string;
  /** One colour range per layer or one per channel. */
  readonly scale: 'layer' | 'channel';
  /** How the channels become a heat map; undefined: by their norm, where some layer has maps. */
  readonly heatmap: HeatmapBy | undefined;
  /** The class of `gradcam`; undefined: the one with the highest score. */
  readonly target: number | undefined;
  readonly json: boolean;
  /** Of everything that is said, on the terminal and in the report. */
  readonly lang: Lang;
}

/** The block that many papers begin with, at depth prediction's input size. */
export const SAMPLE_NET =
  'Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False), BatchNorm2d(64), ReLU(), MaxPool2d(3, 2, 1)';

/** The options that somebody gave. */
export type Flags = Partial<Omit<RunOptions, 'picture'>>;

/** What was given, and the defaults for the rest. */
export function withDefaults(picture: string | undefined, flags: Flags): RunOptions {
  return {
    picture,
    net: flags.net ?? SAMPLE_NET,
    entry: flags.entry,
    arg: flags.arg,
    size: flags.size,
    grey: flags.grey ?? false,
    mean: flags.mean,
    std: flags.std,
    weights: flags.weights,
    kernels: flags.kernels,
    seed: flags.seed ?? 0n,
    out: flags.out ?? 'atrous-out',
    scale: flags.scale ?? 'layer',
    heatmap: flags.heatmap,
    target: flags.target,
    json: flags.json ?? false,
    lang: flags.lang ?? 'en',
  };
}
