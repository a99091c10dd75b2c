import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SolveOp, type SolveQuery, solve, solutionSpec } from 'atrous-explain';
import { outputShape } from 'atrous/spec';

const LIMITS = { kernel: 7, stride: 4, padding: 6, dilation: 3 };

/** Whether a layer with these settings takes the input to the output. */
function gives(op: SolveOp, knobs: Record<string, number | boolean>, input: number[], output: number[]): boolean {
  const values = (name: string): number[] => input.map(() => Number(knobs[name]));
  const setting = {
    kernel: values('kernel'),
    stride: values('stride'),
    padding: values('padding'),
    dilation: values('dilation'),
    outputPadding: values('outputPadding'),
    ceilMode: knobs['ceilMode'] === true,
    unread: [],
    reasons: [],
    text: '',
  };
  try {
    return (
      outputShape(solutionSpec(op, setting), [1, 1, ...input])
        .slice(2)
        .join() === output.join()
    );
  } catch {
    return false;
  }
}

/** Every setting within the limits, tried one by one. One axis, so that `output_padding` is one number. */
function bruteForce(op: SolveOp, input: number[], output: number[]): string[] {
  const found: string[] = [];
  const pool = op.endsWith('Pool');
  for (let kernel = 1; kernel <= LIMITS.kernel; kernel++)
    for (let stride = 1; stride <= LIMITS.stride; stride++)
      for (let padding = 0; padding <= LIMITS.padding; padding++)
        for (let dilation = 1; dilation <= (kernel === 1 || op === 'avgPool' ? 1 : LIMITS.dilation); dilation++)
          for (const ceilMode of pool ? [false, true] : [false])
            for (let outputPadding = 0; outputPadding < (op === 'convTranspose' ? 4 : 1); outputPadding++) {
              const knobs = { kernel, stride, padding, dilation, ceilMode, outputPadding };
              if (gives(op, knobs, input, output)) found.push(JSON.stringify(knobs));
            }
  return found.sort();
}

const ops = fc.constantFrom<SolveOp>('conv', 'convTranspose', 'maxPool', 'avgPool');
const size = fc.integer({ min: 1, max: 64 });
/** Half of the pairs near a ratio that usual strides have, so that there are answers. */
const pairs = fc.oneof(
  fc.tuple(size, size),
  fc
    .tuple(size, fc.integer({ min: 1, max: 4 }), fc.integer({ min: -4, max: 6 }), fc.boolean())
    .map(
      ([n, s, more, up]) => [n, Math.min(64, Math.max(1, (up ? n * s : Math.floor(n / s)) + more))] as [number, number],
    ),
);

describe('solve', () => {
  test('finds every setting that brute force finds, and no other', () => {
    let answers = 0;
    fc.assert(
      fc.property(ops, pairs, (op, [n, o]) => {
        const { solutions, count } = solve({ op, input: [n], output: [o], limits: LIMITS });
        const found = solutions.map(({ kernel, stride, padding, dilation, ceilMode, outputPadding }) =>
          JSON.stringify({
            kernel: kernel[0],
            stride: stride[0],
            padding: padding[0],
            dilation: dilation[0],
            ceilMode,
            outputPadding: outputPadding[0],
          }),
        );
        answers += count;
        expect(found.sort()).toEqual(bruteForce(op, [n], [o]));
        expect(count).toBe(solutions.length);
      }),
      { numRuns: 40 },
    );
    expect(answers).toBeGreaterThan(100);
  });

  test('every solution for two axes holds, and a shared one has equal settings', () => {
    fc.assert(
      fc.property(ops, pairs, pairs, (op, [n, o], [m, p]) => {
        const result = solve({ op, input: [n, m], output: [o, p], limits: LIMITS });
        for (const solution of result.solutions.slice(0, 40)) {
          expect(outputShape(solutionSpec(op, solution), [1, 1, n, m])).toEqual([1, 1, o, p]);
          if (result.shared) expect(new Set(solution.kernel).size).toBe(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('shared settings of two axes are those that both axes have alone', () => {
    fc.assert(
      fc.property(fc.constantFrom<SolveOp>('conv', 'maxPool', 'avgPool'), pairs, pairs, (op, [n, o], [m, p]) => {
        const both = solve({ op, input: [n, m], output: [o, p], limits: LIMITS });
        const texts = (a: number, b: number): string[] =>
          solve({ op, input: [a], output: [b], limits: LIMITS }).solutions.map(({ text }) => text);
        const second = new Set(texts(m, p));
        const common = texts(n, o).filter((text) => second.has(text));
        expect(both.shared ? both.solutions.map(({ text }) => text).sort() : []).toEqual(common.sort());
      }),
      { numRuns: 100 },
    );
  });

  test('304×228 to 152×114 has 29 answers, all of stride 2, with k3 p1 first', () => {
    const limits = { kernel: 11, stride: 5, dilation: 3, padding: 12 };
    const { count, solutions, proof } = solve({ input: [304, 228], output: [152, 114], limits });
    expect(count).toBe(29);
    expect(new Set(solutions.flatMap(({ stride }) => stride))).toEqual(new Set([2]));
    expect(solutions[0]!.text).toBe('kernel_size=3, stride=2, padding=1');
    const texts = solutions.map(({ text }) => text);
    for (const text of [
      '5, stride=2, padding=2',
      '4, stride=2, padding=1',
      '3, stride=2, padding=2, dilation=2',
      '2, stride=2',
    ])
      expect(texts).toContain(`kernel_size=${text}`);
    expect(proof.map(({ because }) => because.text)).toEqual([
      'stride 1 needs q = 2p − d(k−1) −152 along H but −114 along W: no q is in both',
      'stride 2: 29 answers',
      'stride 3 needs q = 2p − d(k−1) 150 to 152 along H but 112 to 114 along W: no q is in both',
      'stride 4 needs q = 2p − d(k−1) 301 to 304 along H but 225 to 228 along W: no q is in both',
      'stride 5 needs q = 2p − d(k−1) 452 to 456 along H but 338 to 342 along W: no q is in both',
    ]);
    expect(solutions.find(({ text }) => text.startsWith('kernel_size=4, stride=2, padding=1'))!.unread).toEqual([0, 0]);
    expect(solutions[0]!.unread).toEqual([1, 1]);
  });

  test('a stride with an empty meet of intervals has no solution, and one with solutions a meet', () => {
    fc.assert(
      fc.property(ops, pairs, pairs, (op, [n, o], [m, p]) => {
        for (const { meet, solutions } of solve({ op, input: [n, m], output: [o, p], limits: LIMITS, shared: true })
          .proof)
          if (meet === null && op !== 'convTranspose') expect(solutions).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test.each<[SolveQuery, string]>([
    [{ input: [224], output: [14] }, 'kernel_size=16, stride=16'],
    [{ input: [56, 56], output: [56, 56] }, 'kernel_size=1'],
    [{ input: [56, 56], output: [56, 56], fixed: { kernel: 5 } }, 'kernel_size=5, padding=2'],
    [{ input: [56, 56], output: [28, 28] }, 'kernel_size=3, stride=2, padding=1'],
    [{ input: [7], output: [3] }, 'kernel_size=3, stride=2'],
    [{ op: 'maxPool', input: [112], output: [56] }, 'kernel_size=2, stride=2'],
    [{ op: 'maxPool', input: [112], output: [56], fixed: { kernel: 3 } }, 'kernel_size=3, stride=2, padding=1'],
    [{ op: 'avgPool', input: [7, 7], output: [1, 1] }, 'kernel_size=7, stride=1'],
    [{ op: 'convTranspose', input: [7, 7], output: [14, 14] }, 'kernel_size=2, stride=2'],
    [
      { op: 'convTranspose', input: [7], output: [14], fixed: { kernel: 3 } },
      'kernel_size=3, stride=2, padding=1, output_padding=1',
    ],
    [{ input: [100, 50], output: [50, 50] }, 'kernel_size=(3, 1), stride=(2, 1), padding=(1, 0)'],
    [{ input: [9, 9], output: [9, 9], fixed: { kernel: [3, 5] } }, 'kernel_size=(3, 5), padding=(1, 2)'],
  ])('the best answer to %j is %s', (query, text) => {
    expect(solve(query).solutions[0]!.text).toBe(text);
  });

  test('says when nothing fits, in both languages of the phrase, and why', () => {
    const { count, notes, proof } = solve({ input: [10, 10], output: [40, 50] });
    expect(count).toBe(0);
    expect(notes.map(({ text }) => text)).toEqual(['No setting within the limits takes 10×10 to 40×50.']);
    expect(proof[0]!.because.id).toBe('proofContradiction');
    expect(solve({ input: [10], output: [40] }).proof[0]!.because.text).toBe(
      'stride 1 needs q = 2p − d(k−1) 30, but within the limits q goes from −30 to 24',
    );
    expect(
      solve({ input: [10], output: [9], fixed: { kernel: 3, stride: 1, dilation: 1 } }).proof[0]!.because.text,
    ).toBe('stride 1 needs q = 2p − d(k−1) −1, and no kernel, dilation and padding within the limits give it');
  });

  test('refuses what are no sizes', () => {
    expect(() => solve({ input: [0], output: [1] })).toThrow(
      'input must be 1 to 3 sizes from 1 to 1000000, not [0]\nGive the spatial sizes only: 304x228, without batch and channels.',
    );
    expect(() => solve({ input: [4, 4], output: [4] })).toThrow('input has 2 axes and output 1: they need as many');
    expect(() => solve({ input: [4], output: [4], fixed: { kernel: [3, 3] } })).toThrow(
      'kernel must be one whole number from 1, or 1 of them, not [3,3]',
    );
    expect(() => solve({ input: [4], output: [4], limits: { kernel: 4096, padding: 4096 } })).toThrow(
      'the limits allow 251719680 settings, more than 5000000\nLower one of the limits of kernel, stride, padding and dilation.',
    );
  });
});
