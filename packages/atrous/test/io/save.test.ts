import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arange, ArgumentError, nn, Size, Tensor, tensor } from '../../src/index.js';
import { load, save, TorchConstant } from '../../src/io/index.js';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../golden/state/${name}.pt`, import.meta.url));

interface Found {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** The records of a stored archive, read from its beginning, header by header. */
function recordsOf(bytes: Uint8Array): Found[] {
  const file = Buffer.from(bytes);
  const found: Found[] = [];
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength, extra] = [
      file.readUInt32LE(at + 22),
      file.readUInt16LE(at + 26),
      file.readUInt16LE(at + 28),
    ];
    const start = at + 30 + nameLength + extra;
    found.push({ name: file.toString('utf8', at + 30, at + 30 + nameLength), start, size });
    at = start + size;
  }
  return found;
}

const names = (bytes: Uint8Array): string[] => recordsOf(bytes).map(({ name }) => name);

const net = (): nn.Sequential => new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2));

describe('what is written', () => {
  test("has PyTorch's records in PyTorch's order, each at a multiple of 64 bytes", () => {
    const bytes = save({ a: tensor([1, 2]), b: tensor([3]) });
    const records = recordsOf(bytes);
    expect(records.map(({ name }) => name)).toEqual([
      'archive/data.pkl',
      'archive/.format_version',
      'archive/.storage_alignment',
      'archive/byteorder',
      'archive/data/0',
      'archive/data/1',
      'archive/version',
      'archive/.data/serialization_id',
    ]);
    for (const { start } of records) expect(start % 64).toBe(0);
    const text = (i: number): string =>
      Buffer.from(bytes).toString('latin1', records[i]!.start, records[i]!.start + records[i]!.size);
    expect([text(1), text(2), text(3), text(6)]).toEqual(['1', '64', 'little', '3\n']);
    expect(text(7)).toMatch(/^\d{40}$/);
  });

  test('is, for a tensor, the pickle that PyTorch writes, but for how often it remembers', () => {
    const bytes = save(tensor([[1, 2, 3]]));
    const { start, size } = recordsOf(bytes)[0]!;
    const pickle = Buffer.from(bytes).toString('latin1', start, start + size);
    expect(pickle.replaceAll(/q[^]/g, '')).toBe(
      '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x03t' +
        'QK\0K\x01K\x03\x86K\x03K\x01\x86\x89ccollections\nOrderedDict\n)RtR.',
    );
  });

  test('is the same for the same values', () => {
    const model = net();
    expect(save(model.stateDict())).toEqual(save(model.stateDict()));
  });

  test('holds an array once, however many tensors lie in it', () => {
    const a = arange(6);
    const bytes = save([a, a.reshape([2, 3]), a, new nn.Parameter(a)]);
    expect(names(bytes).filter((name) => name.includes('/data/'))).toEqual(['archive/data/0']);
    const [first, reshaped, same, parameter] = load<Tensor[]>(bytes);
    expect(reshaped!.storage).toBe(first!.storage);
    expect(parameter!.storage).toBe(first!.storage);
    expect(same).toBe(first);
    expect([reshaped!.shape, parameter]).toEqual([[2, 3], expect.any(nn.Parameter)]);
  });

  test('holds the part of a larger array that is the tensor', () => {
    const part = new Tensor(Float32Array.of(1, 2, 3).subarray(1), [2], 'float32');
    expect(load<Tensor>(save(part)).data).toEqual(Float32Array.of(2, 3));
  });

  test('of more than 65535 storages can be read again', () => {
    const many = Array.from({ length: 65_600 }, () => new Tensor(new Uint8Array(1), [], 'uint8'));
    expect(load<Tensor[]>(save(many))).toHaveLength(65_600);
  });
});

describe('what is written comes back', () => {
  test('a state dict with its versions, into another module', () => {
    const [from, to] = [net(), net()];
    const state = load(save(from.stateDict()));
    expect(state).toBeInstanceOf(nn.StateDict);
    expect(state.versions).toEqual(from.stateDict().versions);
    to.loadStateDict(state);
    expect(to.stateDict().get('0.weight')!.data).toEqual(from.stateDict().get('0.weight')!.data);
  });

  test.each([
    'small_net',
    'dtypes',
    'views',
    'edges',
    'tied',
    'requires_grad',
    'checkpoint',
    'torch_types',
    'js_names',
    'many',
  ])("PyTorch's %s.pt, written here, reads as the same values and is written as the same bytes", (name) => {
    const value = load<unknown>(golden(name));
    const bytes = save(value);
    const again = load<unknown>(bytes);
    expect(again).toEqual(value);
    expect(save(again)).toEqual(bytes);
  });

  test('requiresGrad of tensors and parameters', () => {
    const frozen = new nn.Parameter(tensor([1]), { requiresGrad: false });
    const values = load<Tensor[]>(
      save([tensor([1]).requiresGrad_(), tensor([1]), new nn.Parameter(tensor([1])), frozen]),
    );
    expect(values.map((t) => [t instanceof nn.Parameter, t.requiresGrad])).toEqual([
      [false, true],
      [false, false],
      [true, true],
      [true, false],
    ]);
  });

  test('undefined as null, plain objects as maps', () => {
    expect(load(save({ lr: 0.1, none: undefined }))).toEqual(
      new Map<string, unknown>([
        ['lr', 0.1],
        ['none', null],
      ]),
    );
  });

  test('values that hold themselves', () => {
    const list: unknown[] = [1];
    list.push(list);
    const back = load<unknown[]>(save(list));
    expect(back[1]).toBe(back);
  });

  const leaf = fc.oneof(
    fc.constantFrom(null, true, false, -0, NaN, Infinity, 255, 256, 65535, 65536, -1, 2 ** 31, -(2 ** 31), 2 ** 53 - 1),
    fc.double(),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n }),
    fc.bigInt({ max: -(2n ** 53n) }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('__proto__', 'constructor', ''),
    fc.uint8Array(),
    fc.constantFrom(new TorchConstant('dtype', 'bfloat16'), new TorchConstant('device', 'cuda:1')),
    fc.array(fc.nat(9)).map((sizes) => Object.freeze(Size.from(sizes))),
    fc.array(fc.float()).map((values) => new Tensor(Float32Array.from(values), [values.length], 'float32')),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value')),
      fc.array(tie('value')).map((items) => Object.freeze(items)),
      fc
        .array(
          fc.tuple(
            leaf.filter((key) => !(key instanceof Tensor)),
            tie('value'),
          ),
        )
        .map((entries) => new Map(entries)),
      fc
        .array(fc.tuple(fc.string({ unit: 'grapheme' }), tie('value')))
        .map((entries) => new nn.StateDict(entries as never)),
      fc.array(leaf).map((items) => new Set(items)),
    ),
  }));

  test('any value', () => {
    fc.assert(
      fc.property(value, (it) => {
        const bytes = save(it);
        const back = load<unknown>(bytes);
        expect(back).toEqual(it);
        expect(Object.isFrozen(back)).toBe(Object.isFrozen(it));
        expect(save(back)).toEqual(bytes);
      }),
      { numRuns: 150 },
    );
  });
});

describe('save refuses', () => {
  const deep = (): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < 600; i++) value = [value];
    return value;
  };
  const hint = '\nTensors, numbers, booleans, texts, bytes, arrays, maps, sets and plain objects can.';

  test.each([
    ['a module', new nn.ReLU(), `save: a value of type ReLU cannot be saved${hint}`],
    ['a function', [() => 1], `save: a value of type function cannot be saved${hint}`],
    ['half a character', { 'a\ud800': 1 }, 'save: "a\\ud800" has half a character, which UTF-8 cannot hold'],
    ['an absurd integer', 2n ** 5000n, 'save: an integer of more than 255 bytes'],
    ['what is nested too deeply', deep(), 'save: the value is nested deeper than 500 levels'],
  ])('%s', (_, value, text) => {
    let error: unknown;
    try {
      save(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toBe(text);
  });
});
