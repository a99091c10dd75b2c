/** @file What to do where no setting takes the one size to the other: other sizes, explicit padding, two layers. */

import { poolCount, span, transposedSize, windowCount } from 'atrous/spec';
import { solveChain, type ChainSolution } from './chain.js';
import { type Question, readQuery } from './query.js';
import { type Part, dilationsOf, kernelsOf, paddingRange, stridesOf, windowOf } from './settings.js';
import type { SolveQuery } from './types.js';

/** A size that can be reached, and how far it is from the one that was asked for. */
export interface NearSize {
  readonly output: readonly number[];
  /** Differences per axis, summed. */
  readonly distance: number;
}

/** Zeros of one's own before a layer without padding. */
export interface PaddedAnswer {
  /** `F.pad`'s list: pairs from the last axis backwards; a negative number crops. */
  readonly pad: readonly number[];
  readonly kernel: number;
  readonly stride: number;
  /** Two lines of PyTorch. */
  readonly code: string;
}

export interface Alternatives {
  readonly nearest: readonly NearSize[];
  readonly padded: readonly PaddedAnswer[];
  /** Two layers of the same kind in a row. */
  readonly twoLayers: readonly ChainSolution[];
}

/** Answers beside those of `solve`, at most `count` of each. @throws QuestionError as `solve` does */
export function alternatives(query: SolveQuery, count: number = 5): Alternatives {
  const question = readQuery(query);
  return {
    nearest: nearestSizes(question, count),
    padded: paddedAnswers(question, count),
    twoLayers: twoLayers(query, count),
  };
}

/** The sizes that one setting gives on every axis; undefined where it fits one of them nowhere. */
function outputsOf(question: Question, part: Part): Map<string, number[]> {
  const sizes = new Map<string, number[]>();
  const { op, input } = question;
  for (const stride of stridesOf(part))
    for (const kernel of kernelsOf(part))
      for (const dilation of dilationsOf(part, kernel)) {
        const [low, high] = paddingRange(part, kernel);
        for (let padding = low; padding <= high; padding++)
          for (const ceilMode of question.ceilModes) {
            const window = windowOf({ kernel, stride, padding, dilation, ceilMode });
            const count = (size: number): number => {
              if (op === 'convTranspose') return transposedSize(size, window, 0);
              return op === 'conv' ? windowCount(size, window) : poolCount(size, window, ceilMode);
            };
            const output = part.axes.map((axis) => count(input[axis]!));
            if (output.every((size) => size > 0)) sizes.set(output.join(), output);
          }
      }
  return sizes;
}

/** The distinct sizes within the limits that lie nearest; a transposed layer's with `output_padding` 0. */
function nearestSizes(question: Question, count: number): NearSize[] {
  const { output } = question;
  const axes = output.map((_, axis) => axis);
  const together = [...outputsOf(question, { question, axes }).values()];
  return together
    .map((sizes) => ({ output: sizes, distance: sizes.reduce((sum, n, i) => sum + Math.abs(n - output[i]!), 0) }))
    .sort((a, b) => a.distance - b.distance || largerFirst(a.output, b.output))
    .slice(0, count);
}

function largerFirst(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((size, i) => size !== b[i]);
  return at < 0 ? 0 : b[at]! - a[at]!;
}

/**
 * A kernel of `k` taps at stride `s` gives `o` where `n` is padded to `s(o−1) + span` cells or up to `s − 1` more; that few
 * zeros are added, the odd one at the end. Few and small kernels: those with the least padding.
 */
function paddedAnswers(question: Question, count: number): PaddedAnswer[] {
  const { op, input, output } = question;
  if (op === 'convTranspose') return [];
  const part: Part = { question, axes: input.map((_, axis) => axis) };
  const answers = stridesOf(part).flatMap((stride) =>
    kernelsOf(part)
      .filter((kernel) => kernel >= stride && kernel <= 2 * stride + 1)
      .map((kernel) => ({
        kernel,
        stride,
        totals: input.map((n, axis) => stride * (output[axis]! - 1) + span(kernel, 1) - n),
      })),
  );
  const amount = (totals: readonly number[]): number => totals.reduce((sum, total) => sum + Math.abs(total), 0);
  const sensible = answers.filter(({ kernel, totals }) => totals.every((total) => Math.abs(total) <= kernel));
  return (sensible.length > 0 ? sensible : answers)
    .sort((a, b) => amount(a.totals) - amount(b.totals) || (b.kernel % 2) - (a.kernel % 2) || a.kernel - b.kernel)
    .slice(0, sensible.length > 0 ? count : 1)
    .map(({ kernel, stride, totals }) => {
      const pad = padList(totals);
      return { pad, kernel, stride, code: paddedCode(op, input.length, pad, kernel, stride) };
    });
}

/** Halves of the totals, the odd cell at the end, as `F.pad` takes them. */
function padList(totals: readonly number[]): number[] {
  return [...totals].reverse().flatMap((total) => {
    const before = Math.floor(total / 2);
    return [before, total - before];
  });
}

const CALLEES: Readonly<Record<string, string>> = { conv: 'Conv', maxPool: 'MaxPool', avgPool: 'AvgPool' };

function paddedCode(op: string, rank: number, pad: readonly number[], kernel: number, stride: number): string {
  const call = `nn.${CALLEES[op]}${rank}d(${op === 'conv' ? 'in_channels, out_channels, ' : ''}${kernel}, stride=${stride})`;
  // Zeros must not win a maximum.
  const value = op === 'maxPool' ? ", value=float('-inf')" : '';
  return `x = F.pad(x, (${pad.join(', ')})${value})\n${call}`;
}

function twoLayers(query: SolveQuery, count: number): ChainSolution[] {
  const { op, input, output } = query;
  return solveChain({ input, output, layers: [{ op }, { op }] }, count);
}
