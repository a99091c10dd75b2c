import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { atrous } from '../command.js';

const at = (name: string): string => fileURLToPath(new URL(`networks/${name}.js`, import.meta.url));
const net = (name: string, ...words: string[]): ReturnType<typeof atrous> => atrous('net', at(name), ...words);

describe('atrous net', () => {
  test('prints a row for every call with its shape and cost, sums and what did not run', async () => {
    const { code, stdout, stderr } = await net('block', '--in', '2,3,6,5');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    const cells = lines.filter((line) => line.includes('2×')).map((line) => line.split(/ {2,}/));
    expect(cells.map((row) => [row[0], ...row.slice(-3)])).toEqual([
      ['', '2×2×6×5', '339', '17,760'],
      ['conv', '2×8×6×5', '216', '12,960'],
      ['norm', '2×8×6×5', '16', '–'],
      ['relu', '2×8×6×5', '–', '–'],
      ['tail', '2×8×6×5', '72', '3,840'],
      ['', '2×8×6×5', '72', '3,840'],
      ['', '2×8×6×5', '–', '–'],
      ['heads.0', '2×2×6×5', '18', '960'],
    ]);
    expect(stdout).toContain('Total: 339 parameters (all trainable), 17.76 k MACs (35.52 k FLOPs)\n');
    expect(stdout).toContain('Did not run: aux (16 parameters)\n');
  });

  test('counts a layer that runs twice once, with the products of both calls', async () => {
    const { stdout } = await net('shared-layer', '--in', '3x4', '--csv');
    expect(stdout.split('\n')).toEqual([
      'name,layer,output,parameters,MACs',
      ',Sequential(),3×4,20,96',
      '0,"Linear(in_features=4, out_features=4, bias=True)",3×4,20,48',
      '1,ReLU(),3×4,0,0',
      '0,"Linear(in_features=4, out_features=4, bias=True)",3×4,0,48',
      '',
    ]);
  });

  test('gives every input its shape, and names every output', async () => {
    const { code, stdout } = await net('two-inputs', '--in', '7,3', '--in', '7,5', '--json');
    const { version, inputs, rows, unused, totals } = JSON.parse(stdout);
    expect([code, version, inputs, unused]).toEqual([
      0,
      1,
      [
        [7, 3],
        [7, 5],
      ],
      [],
    ]);
    expect(rows[0].outputs).toEqual([[7, 2], [7]]);
    expect(rows[1].inputs).toEqual([
      [7, 3],
      [7, 5],
    ]);
    expect(totals).toEqual({ parameters: 32, trainable: 32, macs: rows[1].macs });
  });

  test('writes Markdown with a total', async () => {
    const { stdout } = await net('shared-layer', '--in', '1,4', '--md');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '| name | layer | output | parameters | MACs |',
      '| --- | --- | --- | ---: | ---: |',
      '|  | `Sequential()` | 1×4 | 20 | 32 |',
    ]);
    expect(stdout).toContain('| total |  |  | 20 | 32 |\n');
  });

  test('has the columns, the depth and the products that are asked for', async () => {
    const { stdout } = await net('block', '--in', '2,3,6,5', '--cols', 'macs,shape', '--depth', '1', '--csv');
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'name,layer,MACs,output',
      ',Block(),17760,2×2×6×5',
      'conv,"Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)",12960,2×8×6×5',
      'norm,"BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)",0,2×8×6×5',
    ]);
    expect(stdout).not.toContain('tail.0');
    const biased = await net('block', '--in', '2,3,6,5', '--cols', 'macs', '--csv', '--macs', 'bias');
    expect(biased.stdout.split('\n')[1]).toBe(`,Block(),${17_760 + 60 * 8 + 60 * 2}`);
    const refused = await net('block', '--in', '2,3,6,5', '--cols', 'rf,shape', '--dtype', 'float16');
    expect([refused.code, refused.stderr.split('\n')[0]]).toEqual([
      2,
      'atrous: --cols rf and --dtype float16: known of networks that are read, not of JavaScript modules, which run',
    ]);
  });

  test('says which module does not fit, with the rows before it', async () => {
    const { code, stdout, stderr } = await net('block', '--in', '1,4,6,5');
    expect(code).toBe(1);
    expect(stdout).toContain('conv');
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'atrous: conv: Conv2d on 1×4×6×5',
      'Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 4, 6, 5] to have 3 channels, but got 4 channels instead',
    ]);
  });

  test('prints the mistake as JSON where JSON was asked for', async () => {
    const { code, stdout } = await net('block', '--in', '1,4,6,5', '--json');
    const { error } = JSON.parse(stdout);
    expect([code, error.code, error.layer.name, error.diagnosis.kind]).toEqual([1, 'stops', 'conv', 'channels']);
  });
});

describe('mistakes', () => {
  const failing = async (name: string, ...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await net(name, '--in', '1,3', ...words);
    expect(stdout).toBe('');
    return `${code} ${stderr.replaceAll(at(name), 'FILE')}`;
  };

  test('of the file are told', async () => {
    expect(await failing('nowhere')).toBe('3 atrous: cannot read FILE: there is no such file\n');
    expect(await failing('broken')).toBe('1 atrous: FILE ends with an error: no luck today\n');
    const example = 'Write, for example: export default () => new MyNetwork();\n';
    expect(await failing('no-default')).toBe(`2 atrous: FILE has no default export\n${example}`);
    expect(await failing('no-module')).toBe(
      `2 atrous: the default export of FILE is no module, nor a function that returns one\n${example}`,
    );
    expect(await failing('foreign')).toBe(
      '2 atrous: FILE uses another copy of atrous than this command\nInstall atrous-cli where the module finds its atrous.\n',
    );
  });

  test("of the network are the library's, with its hints", async () => {
    expect(await failing('bad-option')).toBe(
      "1 atrous: Conv2d.__init__() got an unexpected keyword argument 'paddding'\nDid you mean `padding`?\n",
    );
  });

  test('of the words are told', async () => {
    const { stderr } = await net('block');
    expect(stderr).toBe("atrous: required option '--in <sizes>' not specified\natrous net --help shows examples.\n");
    expect((await net('block', '--in', '1,a')).stderr).toBe(
      "atrous: option '--in <sizes>' argument '1,a' is invalid. Give whole numbers separated by commas, the batch first: 1,64,56,56.\n",
    );
    expect((await net('block', '--in', '4096,4096,4096')).stderr).toContain('At most 268,435,456 elements can be run.');
    expect((await net('block', '--in', '1,3,4,4', '--md', '--csv')).stderr).toBe(
      "atrous: option '--csv' cannot be used with option '--md'\n",
    );
  });
});
