import { describe, expect, test } from 'vitest';
import { explain, explainSizes, parseNetwork, renderLatex, renderStep, renderText } from 'atrous-explain';
import { layerSpec } from 'atrous/spec';

/** The text of one layer, given as PyTorch writes it. */
function textOf(call: string, input: number[], options = {}): string {
  const { nodes, problems } = parseNetwork(call);
  expect(problems).toEqual([]);
  return renderText(explain(nodes[0]!.spec, input), options);
}

describe('renderText', () => {
  test('explains the sample network line by line', () => {
    const { nodes } = parseNetwork(
      'Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False), BatchNorm2d(64), ReLU(), MaxPool2d(3, 2, 1)',
    );
    let shape: readonly number[] = [1, 3, 304, 228];
    const texts = nodes.map(({ spec }) => {
      const explanation = explain(spec, shape);
      shape = explanation.output!;
      return renderText(explanation);
    });
    expect(shape).toEqual([1, 64, 76, 57]);
    expect(texts).toEqual([
      ' H  ⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread\n' +
        ' W  ⌊(228 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread\n' +
        ' params  64·3·7·7 = 9,408      MACs  9,408·152·114 = 163,021,824\n' +
        ' back  303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=1 for 304×228',
      ' params  64 + 64 = 128',
      '',
      ' H  ⌊(152 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊151/2⌋ + 1 = 76     1 padded row unread\n' +
        ' W  ⌊(114 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊113/2⌋ + 1 = 57     1 padded column unread',
    ]);
  });

  test('writes ASCII on request', () => {
    expect(textOf('nn.Conv2d(3, 64, 3, stride=2, padding=1)', [1, 3, 304, 228], { ascii: true })).toBe(
      ' H  floor((304 + 2*1 - 1*(3-1) - 1) / 2) + 1 = floor(303/2) + 1 = 152     1 padded row unread\n' +
        ' W  floor((228 + 2*1 - 1*(3-1) - 1) / 2) + 1 = floor(227/2) + 1 = 114     1 padded column unread\n' +
        ' params  64*3*3*3 + 64 = 1,792      MACs  1,728*152*114 = 29,942,784 (+ 1,108,992 bias adds)\n' +
        ' back  303 or 304 x 227 or 228 -> ConvTranspose2d needs output_padding=1 for 304x228',
    );
  });

  test.each([
    [
      "nn.Conv1d(1, 1, 4, padding='same', bias=False)",
      [1, 9],
      ' L  ⌊(9 + 1 + 2 − 1·(4−1) − 1) / 1⌋ + 1 = ⌊8/1⌋ + 1 = 9     ' +
        "padding='same' adds 1 before and 2 after\n params  1·1·4 = 4      MACs  4·9 = 36",
    ],
    [
      'nn.ConvTranspose1d(1, 1, 3, 2, 1, 1, bias=False)',
      [1, 1, 152],
      ' L  (152 − 1)·2 − 2·1 + 1·(3−1) + 1 + 1 = 304     output_padding may be 0 or 1, for 303 or 304\n' +
        ' params  1·1·3 = 3      MACs  3·152 = 456\n back  303 or 304 → Conv1d makes 152 of each',
    ],
    [
      'nn.MaxPool1d(3, 2, ceil_mode=True)',
      [1, 112],
      ' L  ⌈(112 + 2·0 − 1·(3−1) − 1) / 2⌉ + 1 = ⌈109/2⌉ + 1 = 56\n' +
        '    (56−1)·2 = 110 < 112 + 0: the last window starts before the end and stays     ' +
        'the last window hangs over by 1 cell',
    ],
    [
      'nn.AvgPool1d(2, 3, ceil_mode=True, padding=1)',
      [1, 5],
      ' L  ⌈(5 + 2·1 − 2) / 3⌉ + 1 = ⌈5/3⌉ + 1 = 3\n' +
        '    (3−1)·3 = 6 ≥ 5 + 1: the last window would start after the end and is dropped, 3 − 1 = 2     ' +
        '1 cell and 1 padded cell unread; 1 cell skipped between windows',
    ],
    [
      'nn.AdaptiveAvgPool1d(4)',
      [1, 10],
      ' L  4, as output_size says\n    window i from ⌊i·10/4⌋ to ⌈(i+1)·10/4⌉: 3 cells each     windows overlap',
    ],
    ['nn.ZeroPad2d((1, 2, -1, 0))', [1, 7, 5], ' H  7 + (−1) + 0 = 6\n W  5 + 1 + 2 = 8'],
    ['nn.Upsample(scale_factor=1.5)', [1, 1, 7], ' L  ⌊7·1.5⌋ = 10'],
    ['nn.PixelShuffle(2)', [1, 8, 3, 5], ' C  8 / (2·2) = 2\n H  3·2 = 6\n W  5·2 = 10'],
    ['nn.Flatten()', [1, 64, 7, 7], ' features  64·7·7 = 3136'],
    ['nn.Linear(4, 2)', [3, 4], ' features  2\n params  2·4 + 2 = 10      MACs  8·3 = 24 (+ 6 bias adds)'],
    [
      'nn.Conv1d(32, 64, 3, groups=4)',
      [2, 32, 5],
      ' L  ⌊(5 + 2·0 − 1·(3−1) − 1) / 1⌋ + 1 = ⌊2/1⌋ + 1 = 3\n' +
        ' params  64·(32/4)·3 + 64 = 1,600      MACs  1,536·2·3 = 9,216 (+ 384 bias adds)',
    ],
  ])('explains %s on %j', (call, input, text) => {
    expect(textOf(call, input)).toBe(text);
  });

  test("gives PyTorch's message and the smallest size for an input that is refused", () => {
    const text = textOf('nn.Conv2d(3, 8, 5)', [1, 3, 4, 9]);
    expect(text.split('\n')[0]).toBe(
      "Calculated padded input size per channel: (4 x 9). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
    );
    expect(text.split('\n').at(-1)).toBe('H is 4; the smallest size that works is 5.');
  });
});

describe('renderStep and renderLatex', () => {
  test('render one step', () => {
    const [height] = explainSizes(layerSpec('Conv1d', [1, 1, 3], { stride: 2 }), [1, 8]);
    expect(renderStep(height!.steps[0]!)).toBe('⌊(8 + 2·0 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊5/2⌋ + 1 = 3');
    expect(renderLatex(height!.steps[0]!)).toBe(
      '\\left\\lfloor (8+2\\cdot 0-1\\cdot (3-1)-1)/2\\right\\rfloor +1=\\left\\lfloor 5/2\\right\\rfloor +1 = 3',
    );
  });
});
