import { parseNetwork, toNetworkSpec } from 'atrous-explain';
import { traceNetwork } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { SAMPLE_NET } from '../../src/run/options.js';
import { legendText, tableText, totalsText } from '../../src/run/table.js';

const traceOf = (text: string, input: readonly number[]): ReturnType<typeof traceNetwork> =>
  traceNetwork(toNetworkSpec(parseNetwork(text).nodes), input);

const sample = traceOf(SAMPLE_NET, [1, 3, 304, 228]);

describe('the table of the sample network', () => {
  test('says this in 100 columns', () => {
    expect(tableText(sample, [], 100)).toBe(`\
    shape (N×C×H×W)              params      MACs    memory   sees  stride

 0  Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)
    1×3×304×228 → 1×64×152×114    9,408  163.02 M  4.23 MiB    7×7     2×2
    H  ⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread
    W  ⌊(228 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread

 1  BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    1×64×152×114 → 1×64×152×114     128         0  4.23 MiB    7×7     2×2

 2  ReLU()
    1×64×152×114 → 1×64×152×114       0         0  4.23 MiB    7×7     2×2

 3  MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)
    1×64×152×114 → 1×64×76×57         0         0  1.06 MiB  11×11     4×4
    H  ⌊(152 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊151/2⌋ + 1 = 76     1 padded row unread
    W  ⌊(114 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊113/2⌋ + 1 = 57     1 padded column unread`);
  });

  test('has these totals, a multiply-add being two operations', () => {
    expect(totalsText(sample, [], 200)).toBe(
      'Total: 4 layers, 9,536 parameters, 163.02 M MACs (326.04 M FLOPs), 13.7 MiB of activations, at most 8.46 MiB at once, 0 ms',
    );
    expect(sample.totals.macs.nominal).toBe(64 * 3 * 7 * 7 * 152 * 114);
    expect(sample.totals.activationBytes).toBe(4 * 64 * (3 * 152 * 114 + 76 * 57));
  });

  test('puts the numbers under the shapes where they do not fit beside them', () => {
    const wide = traceOf('nn.ConvTranspose2d(3, 512, 4, 4), nn.Conv2d(512, 1024, 3)', [1, 3, 1000, 1000]);
    expect(tableText(wide, [], 80)).toContain(`\
    1×512×4000×4000 → 1×1024×3998×3998
    4,719,616  75.42 T    61 GiB   2×2  1/4×1/4
`);
  });
});

describe('any table', () => {
  const nets: readonly string[] = [
    SAMPLE_NET,
    'nn.ConvTranspose2d(3, 512, 4, 4), nn.LocalResponseNorm(2), nn.Upsample(scale_factor=2), nn.PixelUnshuffle(4)',
    'nn.Conv2d(3, 512, 3), nn.AdaptiveAvgPool2d(7), nn.Flatten(), nn.Linear(25088, 4096), nn.Softmax(dim=1)',
    'nn.Conv2d(3, 8, 3, padding="same", dilation=2), nn.InstanceNorm2d(8), nn.MaxPool2d(3, ceil_mode=True)',
  ];

  test.each(nets.flatMap((net) => [80, 100, 120].map((width) => [width, net] as const)))(
    'keeps to %i columns: %s',
    (width, net) => {
      const trace = traceOf(net, [1, 3, 304, 228]);
      const runs = trace.rows.map(() => ({ output: undefined as never, elapsedMs: 123.4 }));
      const text = [tableText(trace, runs, width), totalsText(trace, runs, width), legendText(width)].join('\n');
      for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    },
  );

  test('shows times only where the network ran', () => {
    expect(tableText(sample, [], 100)).not.toContain('time');
    const runs = sample.rows.map(() => ({ output: undefined as never, elapsedMs: 12.3 }));
    expect(tableText(sample, runs, 100)).toMatch(/stride +time\n[^]*2×2 +12 ms/);
  });
});
