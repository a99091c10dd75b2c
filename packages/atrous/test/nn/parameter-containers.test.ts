import { describe, expect, test } from 'vitest';
import * as nn from '../../src/nn/index.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import { failure } from '../failure.js';

const names = (module: nn.Module): string[] => Array.from(module.namedParameters(), ([name]) => name);

describe('ParameterList', () => {
  const list = (): nn.ParameterList => new nn.ParameterList([new nn.Parameter(ones([2, 3])), ones([1]), tensor(1)]);

  test('prints as in PyTorch, its peculiar single line included', () => {
    expect(String(list())).toBe(
      'ParameterList(\n' +
        '    (0): Parameter containing: [torch.float32 of size 2x3]\n' +
        '    (1): Parameter containing: [torch.float32 of size 1]\n' +
        '    (2): Parameter containing: [torch.float32 of size ]\n)',
    );
    expect(String(new nn.ParameterList([ones([1])]))).toBe(
      'ParameterList(  (0): Parameter containing: [torch.float32 of size 1])',
    );
    expect(String(new nn.ParameterList())).toBe('ParameterList()');
  });

  test('registers its parameters by position, also inside another module', () => {
    class Net extends nn.Module {
      readonly scales: nn.ParameterList = new nn.ParameterList([ones([2])]);
      readonly linear: nn.Linear = new nn.Linear(1, 1);
    }
    expect(names(new Net())).toEqual(['scales.0', 'linear.weight', 'linear.bias']);
    expect([...new Net().stateDict().keys()]).toEqual(['scales.0', 'linear.weight', 'linear.bias']);
  });

  test('is read and changed by position', () => {
    const own = list();
    expect([own.length, own.at(-1).shape, own.at(0).shape]).toEqual([3, [], [2, 3]]);
    const t = zeros([4]);
    own.set(-1, t).append(ones([5]));
    expect(own.at(2)).toBeInstanceOf(nn.Parameter);
    expect(own.at(2).data).toBe(t.data);
    expect([...own].map(({ shape }) => shape)).toEqual([[2, 3], [1], [4], [5]]);
    expect(own.slice(1, -1).length).toBe(2);
    expect(names(own)).toEqual(['0', '1', '2', '3']);
  });

  test('has more than ten in order', () => {
    expect(names(new nn.ParameterList(Array.from({ length: 11 }, () => ones([1])))).at(-1)).toBe('10');
  });

  test.each<[string, () => unknown]>([
    ['IndexError: index 5 is out of range', () => list().at(5)],
    ['IndexError: index -4 is out of range', () => list().at(-4)],
    ['IndexError: index 9 is out of range', () => list().set(9, ones([1]))],
    ['TypeError: ParameterList.extend should be called with an iterable, but got int', () => list().extend(3 as never)],
    [
      'TypeError: ParameterList.extend should be called with an iterable, but got Tensor',
      () => list().extend(ones([2]) as never),
    ],
    ["TypeError: cannot assign 'int' as parameter '3'", () => list().append(5 as never)],
    ['NotImplementedError: Module [ParameterList] is missing the required "forward" function', () => list().forward()],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});

describe('ParameterDict', () => {
  const dict = (): nn.ParameterDict => new nn.ParameterDict({ b: ones([2]), a: new nn.Parameter(ones([3, 4])) });

  test('sorts a plain object, as PyTorch does, and prints so', () => {
    expect(String(dict())).toBe(
      'ParameterDict(\n' +
        '    (a): Parameter containing: [torch.FloatTensor of size 3x4]\n' +
        '    (b): Parameter containing: [torch.FloatTensor of size 2]\n)',
    );
    expect(dict().keys()).toEqual(['a', 'b']);
  });

  test('keeps the order of pairs and maps', () => {
    const pairs = [
      ['2', ones([1])],
      ['1', ones([1])],
      ['training', ones([1])],
    ] as const;
    expect(names(new nn.ParameterDict(pairs))).toEqual(['2', '1', 'training']);
    expect(new nn.ParameterDict(new Map(pairs)).training).toBe(true);
  });

  test('is read and changed by name', () => {
    const own = dict();
    expect([own.size, own.has('a'), own.has('x'), own.get('b').shape]).toEqual([2, true, false, [2]]);
    own.set('b', zeros([7]));
    expect(own.values().map(({ shape }) => shape)).toEqual([[3, 4], [7]]);
    expect([...own].map(([name]) => name)).toEqual(['a', 'b']);
    expect(own.pop('a').shape).toEqual([3, 4]);
    own.clear();
    expect([own.size, String(own)]).toEqual([0, 'ParameterDict()']);
  });

  test.each<[string, () => unknown]>([
    ["AttributeError: 'ParameterDict' object has no attribute 'x'", () => dict().get('x')],
    ["AttributeError: 'ParameterDict' object has no attribute 'x'", () => dict().pop('x')],
    [
      'TypeError: ParametersDict.update should be called with an iterable of key/value pairs, but got int',
      () => dict().update(3 as never),
    ],
    ['KeyError: parameter name can\'t contain "."', () => dict().set('a.b', ones([1]))],
    ['KeyError: parameter name can\'t be empty string ""', () => dict().set('', ones([1]))],
    [
      "TypeError: Index given to ParameterDict cannot be used as a key as it is not a string (type is 'int'). Open an issue on github if you need non-string keys.",
      () => dict().set(3 as never, ones([1])),
    ],
    ["TypeError: cannot assign 'NoneType' as parameter 'n'", () => dict().set('n', null as never)],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
