/** @file What the Image lab shows, as plain data: a network, how the picture goes in, what of it is looked at. */

export const SORTS = ['index', 'mean', 'max', 'variance'] as const;
export const SCALES = ['channel', 'layer', 'net'] as const;
/** So many percent are cut off at both ends of a range. */
export const CLIPS = [0, 1, 2, 5] as const;
export const NORMS = ['none', 'half', 'imagenet'] as const;
export const HEATS = ['none', 'norm', 'mean', 'max', 'gradcam'] as const;
export const VIEWS = ['maps', 'filters'] as const;

export type Sort = (typeof SORTS)[number];
export type Scale = (typeof SCALES)[number];
export type Clip = (typeof CLIPS)[number];
export type Norm = (typeof NORMS)[number];
export type Heat = (typeof HEATS)[number];
export type View = (typeof VIEWS)[number];

/** Mean and deviation of a normalisation; one number for all channels, or one each. */
export const NORM_VALUES: Readonly<
  Record<Norm, { readonly mean: readonly number[]; readonly std: readonly number[] }>
> = {
  none: { mean: [0], std: [1] },
  half: { mean: [0.5], std: [0.5] },
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/** A change of a layer's filters, made by hand: a classic filter (a key of `PRESETS`) for one or all, or the taps of one kernel. */
export type Edit =
  | { readonly node: string; readonly filter: number | 'all'; readonly preset: string }
  | { readonly node: string; readonly filter: number; readonly input: number; readonly taps: readonly number[] };

export interface LabState {
  readonly text: string;
  /** Rows, then columns, that the picture is resized to; undefined: its own, up to `USUAL_SIDE`. */
  readonly size: readonly [height: number, width: number] | undefined;
  readonly grey: boolean;
  readonly norm: Norm;
  /** Of the initial weights. */
  readonly seed: number;
  /** The node that is looked at; undefined: the first with maps. */
  readonly layer: string | undefined;
  /** Undefined: the first in the order that is not dead. */
  readonly channel: number | undefined;
  /** Row and column of the pixel whose sum is shown. */
  readonly at: readonly [row: number, column: number] | undefined;
  readonly view: View;
  readonly sort: Sort;
  readonly scale: Scale;
  readonly clip: Clip;
  /** Ranges of maps with values below 0 are symmetric about 0. */
  readonly symmetric: boolean;
  readonly heat: Heat;
  /** The class that Grad-CAM asks about; undefined: the one with the highest score. */
  readonly target: number | undefined;
  /** What lies beside the divider over the channel: the picture, or the channel of this number. */
  readonly wipe: 'none' | 'photo' | number;
  /** Where the divider stands, in percent from the left. */
  readonly cut: number;
  readonly edits: readonly Edit[];
}

/** Pictures with longer sides are reduced to it where nobody chose a size. */
export const USUAL_SIDE = 512;

const FIRST_NET = `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 32, 7, stride=2, padding=3),
    nn.ReLU(),
    nn.MaxPool2d(3, stride=2, padding=1),
    nn.Conv2d(32, 64, 3, padding=1),
    nn.ReLU(),
)
`;

export function initialState(): LabState {
  return {
    text: FIRST_NET,
    size: undefined,
    grey: false,
    norm: 'none',
    seed: 0,
    layer: undefined,
    channel: undefined,
    at: undefined,
    view: 'maps',
    sort: 'index',
    scale: 'layer',
    clip: 0,
    symmetric: true,
    heat: 'none',
    target: undefined,
    wipe: 'none',
    cut: 50,
    edits: [],
  };
}
