import { parseNetwork, toNetworkSpec } from 'atrous-explain';
import { traceNetwork } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { failureText } from '../../src/run/failure-text.js';
import { smallestPicture } from 'atrous-explain';

const networkOf = (text: string): ReturnType<typeof toNetworkSpec> => toNetworkSpec(parseNetwork(text).nodes);

function refusal(text: string, input: readonly number[] = [1, 3, 304, 228]): string {
  const network = networkOf(text);
  return failureText(traceNetwork(network, input).failure!, network, input);
}

describe('a network that stops', () => {
  test('at a kernel larger than the picture says by how much, and which picture would do', () => {
    expect(refusal('nn.Conv2d(3, 8, 240, padding=2)')).toBe(`\
layer 0: Conv2d(3, 8, kernel_size=(240, 240), stride=(1, 1), padding=(2, 2))
cannot take its input 1×3×304×228:
Calculated padded input size per channel: (308 x 232). Kernel size: (240 x 240). Kernel size can't be greater than actual input size
W is 228 here and must be at least 236.
The smallest picture that goes through the whole network has 236 × 236 pixels (height × width): --size 236x236.`);
  });

  test('at a deep layer finds the picture that goes through all of them', () => {
    expect(refusal('nn.Conv2d(3, 8, 3), nn.MaxPool2d(16), nn.MaxPool2d((16, 8)), nn.Conv2d(8, 8, (1, 3))')).toBe(`\
layer 3: Conv2d(8, 8, kernel_size=(1, 3), stride=(1, 1))
cannot take its input 1×8×1×1:
Calculated padded input size per channel: (1 x 1). Kernel size: (1 x 3). Kernel size can't be greater than actual input size
W is 1 here and must be at least 3.
The smallest picture that goes through the whole network has 258 × 386 pixels (height × width): --size 258x386.`);
  });

  test('at an output of size 0 says what is too small', () => {
    expect(refusal('nn.MaxPool2d(400, 1)', [1, 3, 500, 228])).toBe(`\
layer 0: MaxPool2d(kernel_size=400, stride=1, padding=0, dilation=1, ceil_mode=False)
cannot take its input 1×3×500×228:
Given input size: (3x500x228). Calculated output size: (3x101x-171). Output size is too small
W is 228 here and must be at least 400.
The smallest picture that goes through the whole network has 400 × 400 pixels (height × width): --size 400x400.`);
  });

  test.each([
    ['nn.Conv2d(4, 8, 3)', 3, 'The picture has 3 channels, Conv2d is built for 4: write 3 as its first argument.'],
    [
      'nn.Conv2d(1, 8, 3)',
      3,
      'The picture has 3 channels, Conv2d is built for 1: write 3 as its first argument, or give --grey.',
    ],
    [
      'nn.Conv2d(3, 8, 3)',
      1,
      'The picture has 1 channel, Conv2d is built for 3: write 1 as its first argument, or leave out --grey.',
    ],
    [
      'nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3)',
      3,
      'Layer 0 gives 8 channels, Conv2d is built for 16: write 8 as its first argument.',
    ],
    [
      'a = nn.Conv2d(3, 8, 3); nn.BatchNorm2d(16)',
      3,
      'Layer a gives 8 channels, BatchNorm2d is built for 16: write 8 as its first argument.',
    ],
    ['nn.GroupNorm(2, 4)', 3, 'The picture has 3 channels, GroupNorm is built for 4: write 3 as its second argument.'],
    ['nn.Conv3d(3, 8, 3)', 3, 'Its input has height and width: use Conv2d.'],
    ['nn.BatchNorm1d(3)', 3, 'Its input has height and width: use BatchNorm2d.'],
    [
      'nn.Conv2d(3, 4, 3), nn.Linear(100, 10)',
      3,
      'Put nn.Flatten() before it: then it gets 273008 features, and write 273008 as its first argument.',
    ],
    ['nn.AdaptiveAvgPool2d(2), nn.Linear(12, 10)', 3, 'Put nn.Flatten() before it: then it gets 12 features.'],
    [
      'nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(400, 10)',
      3,
      'Layer 1 gives 273008 features: write 273008 as its first argument, or give a picture that fits: --size 12x12 (height × width).',
    ],
    ['nn.Flatten(), nn.Linear(7, 10)', 3, 'Layer 0 gives 207936 features: write 207936 as its first argument.'],
    ['nn.MaxPool2d(3, padding=2)', 3, '`padding` on axis H may be at most 1 = half of the kernel, 3.'],
    ['nn.ConvTranspose2d(3, 8, 3, stride=2, output_padding=2)', 3, 'Along H `output_padding` is at most 1.'],
    ['nn.PReLU(5)', 3, 'Use `num_parameters` 1 or 3.'],
  ])('%s on %i channels says what to write', (text, channels, hint) => {
    expect(refusal(text, [1, channels, 304, 228]).split('\n').at(-1)).toBe(hint);
  });
});

describe('the smallest picture of a network', () => {
  const picture = [1, 3, 10, 10];

  test('is the smallest: a row or a column less does not go through', () => {
    const network = networkOf(
      'nn.Conv2d(3, 8, (5, 3), stride=2), nn.MaxPool2d(3, 2), nn.Conv2d(8, 8, (3, 2), dilation=2)',
    );
    const [height, width] = smallestPicture(network, picture)!;
    const fails = (h: number, w: number): boolean => traceNetwork(network, [1, 3, h, w]).failure !== null;
    expect([fails(height, width), fails(height - 1, width), fails(height, width - 1)]).toEqual([false, true, true]);
  });

  test('exists for no network that fails for another reason', () => {
    expect(smallestPicture(networkOf('nn.Conv2d(4, 8, 3)'), picture)).toBeUndefined();
  });
});
