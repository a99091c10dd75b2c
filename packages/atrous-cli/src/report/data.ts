/** @file What the report is made of. Everything is computed elsewhere; the report only sets it. */

import type { Lang } from 'atrous-explain/read';

/** A picture with its words. */
export interface ReportImage {
  readonly png: Uint8Array;
  /** In pixels. */
  readonly height: number;
  readonly width: number;
  /** For somebody who cannot see it. */
  readonly alt: string;
}

export type FigureKind = 'channels' | 'strongest' | 'heat' | 'filters';

export interface ReportFigure {
  readonly kind: FigureKind;
  readonly image: ReportImage;
  /** Shown under the picture. */
  readonly caption: string;
}

/** The size formula of one axis, with the numbers put in. */
export interface AxisFormula {
  /** `H`, `W`, `D` or `L`. */
  readonly axis: string;
  /** `⌊(304 + 2·3 − 1·(7 − 1) − 1) / 2⌋ + 1 = 152`. */
  readonly text: string;
}

export interface ReportLayer {
  /** Its name in the network, as in a state dict: `0`, `features.3`. */
  readonly name: string;
  /** The layer as PyTorch prints it, and what it reads where that is not the one before. */
  readonly text: string;
  /** Shapes with the batch, one for every tensor that it reads: [[1, 3, 304, 228]]. */
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** Empty for a layer that keeps every size. */
  readonly formulas: readonly AxisFormula[];
  readonly parameters: number;
  readonly macs: number;
  readonly activationBytes: number;
  /** Of one output value in the network's input, per axis, heights first; absent where it has no meaning. */
  readonly receptiveField?: readonly number[] | undefined;
  /** Input steps between neighbouring output values, per axis, as `2` or `1/2`; absent where it has no meaning. */
  readonly stride?: readonly string[] | undefined;
  readonly milliseconds: number;
  /** Remarks: unread rows, assumed weights, …. */
  readonly notes?: readonly string[];
  readonly figures: readonly ReportFigure[];
}

export interface ReportTotals {
  readonly parameters: number;
  readonly macs: number;
  readonly activationBytes: number;
  readonly milliseconds: number;
}

export interface ReportData {
  /** Of the page's own words; default English. */
  readonly lang?: Lang | undefined;
  readonly title: string;
  /** The network as PyTorch prints it, line breaks included. */
  readonly network: string;
  readonly input: {
    readonly image: ReportImage;
    /** Where the picture comes from: a file name, or `the built-in sample`. */
    readonly source: string;
    /** Shape with the batch. */
    readonly shape: readonly number[];
    /** Each step from the file to the tensor, in order. */
    readonly preprocessing: readonly string[];
  };
  /** Where the weights come from: `drawn with seed 0, as PyTorch draws them`, `weights.safetensors`, …. */
  readonly weights: string;
  readonly layers: readonly ReportLayer[];
  readonly totals: ReportTotals;
  /** Last line: program and version. */
  readonly producedBy: string;
}
