import { manualSeed, nn, randn } from 'atrous';
import { parseNetwork, toNetworkSpec } from 'atrous-explain';
import { traceNetwork } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { progressLine } from '../../src/run/progress.js';

const smallest = (values: ArrayLike<number | bigint>): number => Math.min(...Array.from(values, Number));

describe('a run', () => {
  test('gives what the network gives, and keeps what layers in place would overwrite', () => {
    manualSeed(0);
    const network = toNetworkSpec(
      parseNetwork('nn.ReLU(inplace=True), nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True)').nodes,
    );
    const model = nn.build(network).eval();
    const input = randn([1, 3, 8, 9]);
    const [, conv, relu] = execute(model, traceNetwork(network, input.shape), input, progressLine());
    expect(smallest(input.data)).toBeLessThan(0);
    expect(smallest(conv!.output.data)).toBeLessThan(0);
    expect(smallest(relu!.output.data)).toBe(0);
    expect(relu!.output.tolist()).toEqual(model.forward(input).tolist());
  });

  test('tells its progress on a terminal only, on one line that goes', () => {
    const written: string[] = [];
    const stream = (isTTY: boolean): NodeJS.WriteStream =>
      ({ isTTY, columns: 40, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;
    const silent = progressLine(stream(false));
    silent.show('layer 1');
    silent.clear();
    expect(written).toEqual([]);
    const loud = progressLine(stream(true));
    loud.show('x'.repeat(100));
    loud.clear();
    expect(written.join('')).toBe(`\r\x1b[2K${'x'.repeat(38)} …\r\x1b[2K`);
  });
});
