import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CheckpointError, nn, Size, type Tensor } from '../../src/index.js';
import { type CheckpointValue, load, loadAsync, TorchConstant } from '../../src/io/index.js';
import { checkpoint, latin1, op, tensorPickle, zip } from './archive.js';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../golden/state/${name}.pt`, import.meta.url));

const message = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof CheckpointError) return error.message;
    throw error;
  }
  throw new Error('the file was read');
};

const rejection = (read: Promise<unknown>): Promise<string> =>
  read.then(
    () => 'the file was read',
    (error: unknown) => {
      if (error instanceof CheckpointError) return error.message;
      throw error;
    },
  );

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

describe('what comes out', () => {
  test('a state dict goes straight into a module, and its versions with it', () => {
    class Net extends nn.Module {
      conv1 = new nn.Conv2d(3, 4, 3);
      bn1 = new nn.BatchNorm2d(4);
      fc = new nn.Linear(4, 2);
    }
    const net = new Net();
    const state = load(golden('small_net'));
    expect(String(net.loadStateDict(state))).toBe('<All keys matched successfully>');
    expect(net.conv1.weight.data).toEqual(state.get('conv1.weight')!.data);
    expect(state.versions.get('bn1')).toBe(2);
    expect([...state]).toEqual([...load(golden('small_net_legacy'))]);
  });

  test('Python values become the JavaScript values that the table of the types says', () => {
    const values = load<CheckpointValue[]>(
      checkpoint(
        `](NK\x05J\xff\xff\xff\xff\x8a\x09\0\0\0\0\0\0\0\0\x01G?\xe0\0\0\0\0\0\0${op.text('é'.normalize('NFC').replace('é', 'e'))}` +
          `c_codecs\nencode\n(${op.text('ab')}${op.text('latin1')}tRK\x01K\x02\x86c__builtin__\nset\n](K\x01K\x02e\x85R` +
          `ctorch\nSize\nK\x02K\x03\x86\x85Rctorch\nint64\nctorch\ndevice\n${op.text('cuda')}K\x01\x86Re`,
      ),
    );
    expect(values.slice(0, 7)).toEqual([null, 5, -1, 2n ** 64n, 0.5, 'e', latin1('ab')]);
    expect(values[7]).toEqual([1, 2]);
    expect(Object.isFrozen(values[7])).toBe(true);
    expect(values[8]).toEqual(new Set([1, 2]));
    expect(values[9]).toEqual(Size.from([2, 3]));
    expect(values[10]).toEqual(new TorchConstant('dtype', 'int64'));
    expect(values.slice(10).map(String)).toEqual(['torch.int64', "device(type='cuda', index=1)"]);
  });

  test('tensors of the same elements share memory, also when they are part of a storage; other views are copies', () => {
    const part = tensorPickle(4, 1, [2], [1]);
    const pickle = `](${tensorPickle(4, 0, [2, 2], [2, 1])}${tensorPickle(4, 0, [4], [1])}${part}${part}${tensorPickle(4, 0, [2, 2], [1, 2])}e`;
    const [whole, flat, slice, same, transposed] = load<Tensor[]>(checkpoint(pickle, { 0: floats(1, 2, 3, 4) }));
    expect(flat!.storage).toBe(whole!.storage);
    expect(same!.storage).toBe(slice!.storage);
    expect(slice!.data).toEqual(Float32Array.of(2, 3));
    expect(transposed!.data).toEqual(Float32Array.of(1, 3, 2, 4));
  });

  test('parameters and what asks for gradients stay so', () => {
    const tied = load(golden('tied'));
    expect(tied.get('encoder.weight')).toBeInstanceOf(nn.Parameter);
    expect(tied.get('decoder.weight')).toBe(tied.get('encoder.weight'));
    expect(tied.get('detached')).not.toBeInstanceOf(nn.Parameter);
    expect([...load(golden('requires_grad')).values()].map((t) => t.requiresGrad)).toEqual([true, false]);
  });

  test('names that mean something in JavaScript are names', () => {
    const state = load<Map<string, unknown>>(golden('js_names'));
    expect([...state.keys()]).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('types without a storage class of their own come in bytes, and are widened', () => {
    const untyped = (dtype: string, count: number, size: number): string =>
      tensorPickle(count, 0, [size], [1], { type: 'torch.storage\nUntypedStorage', dtype });
    const bytes = { 0: latin1('\xff\xff\xff\xff\x01\0') };
    const small = load<Tensor>(checkpoint(untyped('uint16', 6, 3), bytes));
    expect([small.dtype, small.data]).toEqual(['int32', Int32Array.of(65535, 65535, 1)]);
    const long = load<Tensor>(checkpoint(untyped('uint32', 6, 1), bytes));
    expect([long.dtype, long.data]).toEqual(['int64', BigInt64Array.of(4294967295n)]);
    expect(message(() => load(checkpoint(untyped('uint32', 6, 2), bytes)))).toMatch(/^a tensor of size \[2\]/);
    expect(message(() => load(checkpoint(untyped('uint64', 6, 1), bytes)))).toMatch(
      /^torch\.uint64: there is no type here that holds its values/,
    );
  });

  test('the file is not kept: changing its bytes changes no tensor', () => {
    const bytes = Uint8Array.from(golden('just_a_tensor'));
    const tensor = load<Tensor>(bytes);
    const before = tensor.data.slice();
    bytes.fill(0);
    expect(tensor.data).toEqual(before);
  });

  test('an ArrayBuffer will do, and what is neither is refused', () => {
    expect(load(Uint8Array.from(golden('small_net')).buffer).size).toBe(9);
    expect(() => load('model.pt' as never)).toThrow('load expects a Uint8Array or an ArrayBuffer, got str');
  });

  test('big-endian storages are turned round', () => {
    const bytes = zip([
      { name: 'a/data.pkl', data: `\x80\x02${tensorPickle(1, 0, [1], [1])}.` },
      { name: 'a/data/0', data: latin1('\x3f\x80\0\0') },
      { name: 'a/byteorder', data: 'big' },
    ]);
    expect(load<Tensor>(bytes).data).toEqual(Float32Array.of(1));
  });

  test('lists 20000 deep and lists that hold themselves are read', () => {
    let value: unknown = load(golden('wrong_deep_lists'));
    let depth = 0;
    for (; Array.isArray(value) && value.length > 0; value = value[0]) depth++;
    expect(depth).toBeGreaterThanOrEqual(19_999);
    const own = load<unknown[]>(golden('wrong_own_parent'));
    expect(own.includes(own)).toBe(true);
  });
});

describe('compressed archives', () => {
  test('are read by loadAsync, which reads everything that load reads', async () => {
    const state = await loadAsync(golden('damaged_deflated'));
    expect([...state.keys()]).toEqual([...load(golden('small_net')).keys()]);
    expect(state.get('fc.bias')!.data).toHaveLength(2);
    expect((await loadAsync(golden('small_net_legacy'))).size).toBe(9);
    expect((await loadAsync(golden('small_net'))).size).toBe(9);
  });

  test('are refused by load, which says what reads them', () => {
    expect(message(() => load(golden('damaged_deflated')))).toBe(
      '"archive/data.pkl" in this zip archive is compressed\n' +
        '`await loadAsync(bytes)` reads it: inflating is asynchronous in JavaScript.',
    );
  });

  test('that would grow beyond the limit are refused before anything is inflated', async () => {
    expect(await rejection(loadAsync(golden('damaged_bomb')))).toBe(
      'the zip archive would inflate to 8388751 bytes, and at most 862200 are allowed\n' +
        'If you trust the file, allow them: { maxBytes: 8388751 }.',
    );
    expect((await loadAsync<Tensor>(golden('damaged_bomb'), { maxBytes: 1e7 })).data).toEqual(Float32Array.of(0));
  });

  test.each([
    [{ size: 2 }, 'damaged zip archive: "a/data.pkl" inflates to more than its 2 bytes'],
    [{ size: 9 }, 'damaged zip archive: "a/data.pkl" inflates to fewer than its 9 bytes'],
    [{ method: 8, deflate: false }, 'damaged zip archive: "a/data.pkl" cannot be inflated'],
    [{ crc: 1 }, 'damaged zip archive: "a/data.pkl" does not match its CRC-32'],
  ])('with %j are refused', async (mistake, text) => {
    const bytes = zip([{ name: 'a/data.pkl', data: '\x80\x02N.', deflate: true, ...mistake }]);
    expect(await rejection(loadAsync(bytes))).toBe(text);
  });

  test('an option that does not exist is refused', async () => {
    await expect(loadAsync(golden('small_net'), { maxByte: 1 } as never)).rejects.toThrow(
      "load() got an unexpected keyword argument 'maxByte'\nDid you mean `maxBytes`?",
    );
  });
});

describe('a refusal names what was found and where', () => {
  const global = (name: string): string => `Unsupported global: GLOBAL ${name} was not an allowed global by default`;

  test.each([
    ['hostile_os_system', `${global('os.system')} (data.pkl, byte 2)`],
    ['hostile_os_system_legacy', `${global('os.system')} (the file, byte 139)`],
    ['hostile_popped', `${global('os.system')} (data.pkl, byte 2)`],
    ['hostile_builtin_eval_old_name', `${global('builtins.eval')} (data.pkl, byte 2)`],
    ['hostile_js_proto', `${global('__proto__.constructor')} (data.pkl, byte 2)`],
    [
      'whole_module',
      `${global('torch.nn.modules.conv.Conv2d')} (data.pkl, byte 2)\n` +
        'The file holds Python objects, perhaps a whole module: save its state in place of it, `torch.save(model.state_dict(), path)`.',
    ],
    [
      'numpy',
      `${global('numpy._core.multiarray._reconstruct')} (data.pkl, byte 13)\n` +
        'Save tensors in place of NumPy arrays: torch.from_numpy(array).',
    ],
    [
      'sparse',
      `${global('torch._utils._rebuild_sparse_tensor')} (data.pkl, byte 13)\n` +
        'Sparse, quantised and other special tensors cannot be read here: save dense ones, as `.to_dense()` or `.dequantize()` gives.',
    ],
    ['complex', 'torch.ComplexFloatStorage: there is no type here that holds its values (data.pkl, byte 116)'],
    ['hostile_inst', 'Unsupported operand 105 (data.pkl, byte 12)'],
    [
      'wrong_tensor_beyond_storage',
      'a tensor of size [2, 4], stride [4, 1] and offset 0 reaches beyond the 6 elements of storage "0" (data.pkl, byte 149)',
    ],
    [
      'wrong_storage_huge',
      'record size (24 bytes) does not match expected size (140737488355328 bytes = 35184372088832 elements * 4 bytes/element) for data/0 (data.pkl, byte 92)',
    ],
    ['wrong_text_too_long', 'pickle data was truncated: 2147483647 bytes are wanted, 4 are left (data.pkl, byte 2)'],
    [
      'cut_half',
      'damaged zip archive: it has no directory at its end\nIt is probably truncated: compare its size with the original.',
    ],
    ['cut_legacy_last_byte', 'unexpected EOF, expected 1 more bytes. The file might be corrupted.'],
    ['damaged_bit_in_data', 'damaged zip archive: "archive/data/0" does not match its CRC-32'],
    [
      'damaged_torchscript',
      'this is a TorchScript archive, which holds a program\nSave the state in place of it: `torch.save(model.state_dict(), path)`.',
    ],
    [
      'damaged_zip_of_text',
      'file in archive is not in a subdirectory: readme.txt\nThe zip archive is no checkpoint of torch.save.',
    ],
    [
      'damaged_zip_without_records',
      'failed locating file data.pkl: file not found\nThe zip archive is no checkpoint of torch.save.',
    ],
    [
      'damaged_html',
      'not a checkpoint: neither a zip archive nor a pickle begins these 44 bytes\n' +
        'It looks like a web page: perhaps the download asked for a login.',
    ],
    [
      'damaged_git_lfs',
      'not a checkpoint: neither a zip archive nor a pickle begins these 129 bytes\n' +
        'It is a pointer of Git LFS: fetch the file itself with `git lfs pull`.',
    ],
    ['damaged_legacy_magic', 'Invalid magic number; corrupt file?\nIt is a pickle, but none that torch.save wrote.'],
    ['damaged_legacy_protocol', 'Invalid protocol version: 1002'],
    [
      'damaged_legacy_big_endian',
      'a legacy checkpoint of a big-endian machine\nLoad and save it again with PyTorch 1.6 or later.',
    ],
  ])('%s', (name, text) => expect(message(() => load(golden(name)))).toBe(text));

  test.each([
    ['a storage type in a list', '](ctorch\nFloatStorage\ne', 'torch.FloatStorage is no data (data.pkl, byte 24)'],
    [
      'a function as the value',
      'ccollections\nOrderedDict\n',
      'collections.OrderedDict is no data (data.pkl, byte 27)',
    ],
    [
      'a class inside tuples',
      '}K\x01ctorch\nFloatStorage\n\x85\x85s',
      'a tuple of functions, classes or storages is no data (data.pkl, byte 27)',
    ],
    [
      'a class as an argument',
      'ccollections\nOrderedDict\nctorch\nFloatStorage\n\x85R',
      'a tuple of functions, classes or storages is no data (data.pkl, byte 48)',
    ],
    ['a call of a number', 'K\x01)R', 'int cannot be called (data.pkl, byte 5)'],
    [
      'arguments in a list',
      'ccollections\nOrderedDict\n]R',
      'the arguments of collections.OrderedDict are no tuple (data.pkl, byte 28)',
    ],
    ['a list as a key', '}]K\x01s', "unhashable type: 'list' (data.pkl, byte 6)"],
    ['an item for a tuple', ')K\x01a', 'Can only append to lists, but got list (data.pkl, byte 5)'],
    [
      'a character beyond latin1',
      `c_codecs\nencode\n(X\x02\0\0\0\xc4\x80${op.text('latin1')}tR`,
      'a character beyond latin1 (data.pkl, byte 38)',
    ],
    [
      'another encoding',
      `c_codecs\nencode\n(${op.text('a')}${op.text('rot13')}tR`,
      '_codecs.encode with wrong arguments (data.pkl, byte 36)',
    ],
    ['attributes of a list', ']}b', 'Can only set attributes of an OrderedDict, but got list (data.pkl, byte 4)'],
    ['a global without its end', 'cos', 'pickle data was truncated: 1 bytes are wanted, 0 are left (data.pkl, byte 2)'],
    ['a pop below the mark', 'K\x01(\x85', 'pop from an empty stack (data.pkl, byte 5)'],
    [
      'gradients of integers',
      tensorPickle(1, 0, [1], [1], { type: 'torch\nIntStorage', requiresGrad: true }),
      'only Tensors of floating point dtype can require gradients (data.pkl, byte 136)',
    ],
  ])('%s', (_, pickle, text) => {
    expect(message(() => load(checkpoint(pickle, { 0: floats(1) })))).toBe(text);
  });

  test.each([
    [
      'two entries of one name',
      [
        { name: 'a/b', data: '' },
        { name: 'a/b', data: '' },
      ],
      'damaged zip archive: it holds "a/b" twice',
    ],
    ['an encrypted entry', [{ name: 'a/b', data: '', flags: 1 }], 'damaged zip archive: "a/b" is encrypted'],
    [
      'an unknown compression',
      [{ name: 'a/b', data: '', method: 14 }],
      'damaged zip archive: "a/b" is compressed by method 14; 0 (stored) and 8 (deflated) are known',
    ],
    ['two sizes', [{ name: 'a/b', data: 'abc', size: 4 }], 'damaged zip archive: "a/b" is stored, but with two sizes'],
    [
      'a header of another entry',
      [
        { name: 'a/b', data: 'abc' },
        { name: 'a/c', data: 'abc', start: 0 },
      ],
      'damaged zip archive: the header at byte 0 is not the one of "a/c"',
    ],
  ])('%s', (_, members, text) => expect(message(() => load(zip(members)))).toBe(text));
});

describe('small files do not become large', () => {
  test('an expanded tensor beyond what the file is allowed is refused before it is made', () => {
    const bytes = checkpoint(tensorPickle(1, 0, [2 ** 20, 2 ** 20], [0, 0]), { 0: floats(1) });
    const limit = 8 * bytes.length + 2 ** 20;
    expect(message(() => load(bytes))).toBe(
      `the tensors would take more than the ${limit} bytes that this file is allowed (data.pkl, byte 148)\n` +
        'Expanded tensors and many views of one storage are copied here: save them with .contiguous() or .clone().',
    );
    expect(load<Tensor>(checkpoint(tensorPickle(1, 0, [30, 40], [0, 0]), { 0: floats(7) })).data).toEqual(
      new Float32Array(1200).fill(7),
    );
  });

  test('many copies of one view are refused', () => {
    const storage = new Uint8Array(4 * 10_000);
    const views = Array.from({ length: 60 }, () => tensorPickle(10_000, 0, [100, 100], [1, 100])).join('');
    expect(message(() => load(checkpoint(`](${views}e`, { 0: storage })))).toMatch(/^the tensors would take more than/);
  });

  test('a pickle that copies the same items again and again is refused', () => {
    const items = Array.from({ length: 200 }, (_, i) => `K${String.fromCharCode(i)}`).join('');
    const pickle = (copies: number): string => `](${items}e\x85q\x010](${'cbuiltins\nset\nh\x01R'.repeat(copies)}e`;
    expect(load(checkpoint(pickle(2)))).toHaveLength(2);
    expect(message(() => load(checkpoint(pickle(40))))).toMatch(
      /^the pickle copies more than it holds \(data.pkl, byte/,
    );
  });

  test('records that lie on each other are refused', () => {
    const inner = { name: 'a/c', data: 'x'.repeat(2000) };
    // The header of `a/b` and its name take 33 bytes; what follows is an archive of its own.
    const bytes = zip([
      { name: 'a/b', data: zip([inner]) },
      { ...inner, start: 33 },
    ]);
    expect(message(() => load(bytes))).toBe('damaged zip archive: its records overlap');
  });
});
