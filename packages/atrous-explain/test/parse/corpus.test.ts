/** @file Programs in the styles that people write: read, traced, counted. Counts of well-known networks are the published ones. */

import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doctor, parsePython } from 'atrous-explain';
import { traceNetwork } from 'atrous/spec';

const FOLDER = new URL('../corpus/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));

const source = (name: string): string => readFileSync(new URL(`${name}.py`, FOLDER), 'utf8');

/** Name, input, output, parameters. */
const CORRECT: readonly (readonly [string, number[], string, number])[] = [
  ['lenet5', [4, 3, 32, 32], '4x10', 62_006],
  ['lenet_flat_features', [1, 1, 32, 32], '1x10', 61_706],
  ['mnist_example', [1, 1, 28, 28], '1x10', 1_199_882],
  ['alexnet', [1, 3, 224, 224], '1x1000', 61_100_840],
  ['alexnet_groups', [1, 3, 227, 227], '1x1000', 60_965_224],
  ['vgg16', [1, 3, 224, 224], '1x1000', 138_357_544],
  ['resnet18', [1, 3, 224, 224], '1x1000', 11_689_512],
  ['resnet50', [1, 3, 224, 224], '1x1000', 25_557_032],
  ['resnext50_32x4d', [1, 3, 224, 224], '1x1000', 25_028_904],
  ['resnet101_dilated', [1, 3, 224, 224], '1x1000', 44_549_160],
  ['mobilenet_v1', [1, 3, 224, 224], '1x1000', 4_231_976],
  ['mobilenet_v2', [1, 3, 224, 224], '1x1000', 3_504_872],
  ['mobilenet_v3_small', [1, 3, 224, 224], '1x1000', 2_542_856],
  ['densenet121', [1, 3, 224, 224], '1x1000', 7_978_856],
  ['squeezenet1_1', [1, 3, 224, 224], '1x1000', 1_235_496],
  ['shufflenet_v2', [1, 3, 224, 224], '1x1000', 2_278_604],
  ['googlenet', [1, 3, 224, 224], '1x1000', 6_624_904],
  ['inception_v3', [1, 3, 299, 299], '1x1000', 23_834_568],
  ['efficientnet_b0', [1, 3, 224, 224], '1x1000', 5_288_548],
  ['convnext_tiny', [1, 3, 224, 224], '1x1000', 28_589_128],
  ['r2plus1d_18', [1, 3, 16, 112, 112], '1x400', 31_505_325],
  ['c3d', [1, 3, 16, 112, 112], '1x101', 78_409_573],
  ['unet', [1, 3, 100, 90], '1x2x100x90', 31_037_698],
  ['deeplab_aspp', [1, 2048, 28, 28], '1x21x28x28', 16_130_837],
  ['fcn32s', [1, 3, 64, 80], '1x21x64x80', 108_567_701],
  ['fcrn_upprojection', [1, 1024, 8, 10], '1x1x128x160', 37_958_657],
  ['dcgan_generator', [1, 100, 1, 1], '1x3x64x64', 3_576_704],
  ['dcgan_discriminator', [1, 3, 64, 64], '1x1x1x1', 2_765_568],
  ['tcn', [2, 8, 50], '2x32x50', 2544],
  ['segnet_unpool', [1, 3, 32, 32], '1x4x32x32', 3348],
  ['espcn', [1, 1, 17, 17], '1x1x51x51', 22_729],
  ['vae', [1, 3, 32, 32], '1x3x32x32', 385_731],
  ['self_attention_gan', [1, 64, 8, 8], '1x64x8x8', 5201],
  ['se_resnext_block', [1, 3, 8, 8], '1x64x8x8', 2304],
  ['moduledict_heads', [1, 3, 8, 8], '1x14x36', 687],
  ['functional_weights', [1, 3, 8, 8], '1x8x4x4', 224],
  ['inception_aux_dense_skip', [1, 3, 16, 16], '1x5', 25_261],
  ['wavenet', [1, 1, 512], '1x256x512', 167_424],
  ['nested_unet_dict', [1, 3, 32, 32], '1x1x32x32', 140_883],
  ['parameter_list_scales', [1, 3, 32, 32], '1x256x16', 1731],
  ['match_builder', [1, 3, 32, 32], '1x7', 24_039],
  ['unet_pairwise', [1, 3, 32, 32], '1x5x32x32', 57_045],
  ['pyramid_sorted', [1, 3, 32, 32], '1x4x16x16', 28_420],
  ['vocoder_upsampled', [1, 1, 256], '1x256x4096', 76_192],
  ['vae_views', [1, 3, 32, 32], '1x3x32x32', 183_203],
  ['argparse_cbam', [1, 3, 32, 32], '1x10', 42_546],
  ['registry_text_spec', [1, 3, 32, 32], '1x5', 61_637],
];

test('there are at least sixty programs', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(60);
});

describe('correct programs', () => {
  test.each(CORRECT)('%s on %j', (name, input, output, parameters) => {
    const { network, problems, assumptions, parameters: counted } = parsePython(source(name));
    expect(assumptions).toEqual([]);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { rows, failure } = traceNetwork(network, input);
    expect(failure?.error.message).toBeUndefined();
    expect(rows.at(-1)!.output.join('x')).toBe(output);
    expect(counted).toBe(parameters);
  });

  test('sizes that only the input tells are worked out from it', () => {
    const { network, assumptions } = parsePython(source('audio_conv1d'), { input: [2, 1, 8000] });
    expect(assumptions).toEqual([]);
    expect(traceNetwork(network, [2, 1, 8000]).rows.at(-1)!.output).toEqual([2, 1, 35]);
  });

  test('what is not understood is named, and its shape can be said', () => {
    const { assumptions } = parsePython(source('cnn_lstm'));
    expect(assumptions.map(({ name, what }) => [name, what])).toEqual([
      ['rnn', 'nn.LSTM(128, 128, bidirectional=True)'],
    ]);
    const { network } = parsePython(source('cnn_lstm'), { assume: { rnn: [50, 1, 256] } });
    const { rows, failure } = traceNetwork(network, [1, 1, 32, 100]);
    expect(failure).toBeNull();
    expect(rows.at(-1)!.output).toEqual([50, 1, 37]);
  });
});

/** Name, input, where it fails (or the problem), and the fixes that work. */
const BROKEN: readonly (readonly [string, number[], string, string[]])[] = [
  [
    'broken_in_features',
    [1, 3, 32, 32],
    'mix',
    ['in_features=1920 in mix', 'adaptive pooling to 14×14 before the flatten'],
  ],
  ['broken_no_flatten', [1, 1, 28, 28], 'fc', ['flatten before fc']],
  ['broken_channel_chain', [1, 3, 32, 32], '2', ['in_channels=32 in 2', 'out_channels=64 in 0']],
  [
    'broken_kernel_too_large',
    [1, 1, 28, 28],
    'features.6',
    ['padding=1 in features.6', 'kernel_size=2 in features.6', 'stride=1 in features.0'],
  ],
  ['broken_hwc', [1, 32, 32, 3], 'conv1', ['channels first: permute the input', 'in_channels=32 in conv1']],
  ['broken_batchnorm', [1, 3, 8, 8], '1', ['num_features=64 in 1', 'out_channels=32 in 0']],
  [
    'broken_groups',
    [1, 30, 8, 8],
    'in_channels must be divisible by groups',
    ['groups=2 in Conv2d', 'groups=1 in Conv2d'],
  ],
  [
    'broken_same_strided',
    [1, 3, 8, 8],
    "padding='same' is not supported for strided convolutions",
    ['padding=1 in Conv2d', 'stride=1 in Conv2d'],
  ],
  ['broken_output_padding', [1, 64, 8, 8], '0', ['output_padding=1 in 0', 'stride=3 in 0']],
  ['broken_skip_odd', [1, 3, 33, 33], 'cat', ['output_padding=1 in up']],
  ['broken_residual_padding', [1, 16, 8, 8], 'add', ['padding that keeps the size on the way to the sum']],
  ['broken_residual_channels', [1, 32, 8, 8], 'add', ['out_channels=32 in conv']],
  ['broken_view', [1, 1, 28, 28], 'view', ['torch.flatten(x, 1), and in_features=240 in guess']],
  ['broken_batch_moves', [1, 3, 32, 32], '', ['torch.flatten(x, 1), and in_features=4096 in fc']],
  ['broken_flatten_all', [1, 1, 28, 28], '', ['torch.flatten(x, 1): keep the batch axis']],
  ['broken_sequential_list', [1, 3, 8, 8], 'list is not a Module subclass', ['a star before the list']],
  [
    'broken_typo_keyword',
    [1, 3, 8, 8],
    "Conv2d.__init__() got an unexpected keyword argument 'kernel'",
    ['kernel_size in place of kernel'],
  ],
  ['broken_typo_class', [1, 3, 8, 8], "module 'torch.nn' has no attribute 'Conv2D'", []],
  ['broken_missing_attribute', [1, 3, 8, 8], "'Net' object has no attribute 'conv2'", []],
  ['broken_true_division', [1, 3, 8, 8], 'not an integer: width / 2', ['// in place of /']],
  ['broken_pool_padding', [1, 3, 8, 8], '1', ['padding=1 in 1']],
  ['broken_depthwise', [1, 3, 8, 8], 'depthwise', ['out_channels=32 in stem']],
  [
    'broken_traceback',
    [6, 3, 36, 36],
    'value',
    ['in_features=1800 in value', 'adaptive pooling to 12×12 before the flatten'],
  ],
  ['broken_bracket', [1, 3, 8, 8], "'(' was never closed", []],
  ['broken_plain_list', [1, 3, 8, 8], 'the modules of layers are not registered', []],
  ['broken_conv1d_picture', [1, 3, 32, 32], '0', ['Conv2d in place of Conv1d']],
  ['broken_norm1d', [1, 2, 16, 16], 'level', ['BatchNorm2d in place of BatchNorm1d']],
  ['broken_cat_dim', [1, 3, 32, 32], 'mix', ['dim=1 in cat: along the channels', 'in_channels=12 in mix']],
  [
    'broken_stride_as_padding',
    [1, 3, 48, 48],
    'judge',
    [
      'padding=2 where the stride stands, in look and again',
      'in_features=1620 in judge',
      'adaptive pooling to 48×48 before the flatten',
    ],
  ],
  ['broken_transposed_skip', [1, 1, 32, 32], 'add', ['output_padding=1 in grow']],
  ['broken_pool_then_linear', [1, 3, 64, 64], '5', ['nn.Flatten() before 5']],
  ['broken_colour', [1, 3, 32, 32], 'read', ['in_channels=3 in read']],
  ['broken_decoder_channels', [1, 3, 32, 32], 'merge', ['in_channels=30 in merge']],
  ['broken_squeeze_all', [1, 3, 32, 32], '', ['flatten(1) in place of squeeze(): keep the batch axis']],
  ['broken_config_order', [1, 3, 32, 32], 'body1', []],
];

describe('broken programs', () => {
  test.each(BROKEN)('%s on %j', (name, input, where, fixes) => {
    const report = doctor(source(name), { input });
    const told = [report.failure?.name ?? '', ...report.problems.map(({ message }) => message.text)];
    expect(told).toContain(where);
    expect(report.fixes.filter(({ works }) => works).map(({ title }) => title.text)).toEqual(fixes);
  });
});

test('a pasted message tells the input that led to it, its batch too', () => {
  const { input, inputSource, failure } = doctor(source('broken_traceback'));
  expect([input, inputSource, failure?.name]).toEqual([[6, 3, 36, 36], 'message', 'value']);
  expect(failure?.error.torchMessage).toBe('mat1 and mat2 shapes cannot be multiplied (6x1800 and 1152x9)');
});

test('programs with mistakes in them give problems, never an error, and always an end', () => {
  const texts = FILES.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).filter((text) => text.length < 5000);
  const mutated = fc
    .record({
      text: fc.constantFrom(...texts),
      cuts: fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.nat(12),
          fc.constantFrom(
            '',
            '(',
            ')',
            ':',
            '\n',
            '    ',
            'self',
            '.',
            '*',
            '0',
            '-1',
            '9'.repeat(9),
            "'",
            'for x in ',
            'x',
          ),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map(({ text, cuts }) =>
      cuts.reduce(
        (own, [at, length, put]) =>
          own.slice(0, Math.floor(at * own.length)) + put + own.slice(Math.floor(at * own.length) + length),
        text,
      ),
    );
  fc.assert(
    fc.property(mutated, (text) => {
      expect(() => parsePython(text, { input: [1, 3, 32, 32] })).not.toThrow();
    }),
    { numRuns: 150 },
  );
  fc.assert(
    fc.property(mutated, (text) => {
      expect(() => doctor(text, { input: [1, 3, 16, 16] })).not.toThrow();
    }),
    { numRuns: 25 },
  );
});
