import { describe, expect, it } from 'vitest';
import { arange, full, ones, tensor, zeros } from '../../src/tensor/create.js';
import { randint, randn, Generator } from '../../src/tensor/random/index.js';
import '../../src/ops/methods.js';

// The expected texts are what `print(tensor)` writes in PyTorch for the same values.
describe('a tensor prints', () => {
  it('whole floats with a bare point, rows aligned under each other', () => {
    expect(
      String(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe('tensor([[1., 2.],\n        [3., 4.]])');
    expect(String(tensor([1, -20]))).toBe('tensor([  1., -20.])');
    expect(String(tensor([-0, 0]))).toBe('tensor([-0., 0.])');
  });

  it('other floats with four digits, rounded half to even', () => {
    expect(String(tensor([0.5, -1.25]))).toBe('tensor([ 0.5000, -1.2500])');
    expect(String(tensor([0.03125, 0.09375]))).toBe('tensor([0.0312, 0.0938])');
    expect(String(tensor(3.5))).toBe('tensor(3.5000)');
  });

  it('a blank line between matrices', () => {
    expect(String(arange(8).reshape([2, 2, 2]))).toBe(
      'tensor([[[0., 1.],\n         [2., 3.]],\n\n        [[4., 5.],\n         [6., 7.]]])',
    );
  });

  it('scientific notation where magnitudes span more than 1000 times, or reach over 10⁸ or under 10⁻⁴', () => {
    expect(String(tensor([1, 2000.5]))).toBe('tensor([1.0000e+00, 2.0005e+03])');
    expect(String(tensor([1, 1000]))).toBe('tensor([   1., 1000.])');
    expect(String(tensor([1, 1001]))).toBe('tensor([1.0000e+00, 1.0010e+03])');
    expect(String(tensor([1e-5, 0]))).toBe('tensor([1.0000e-05, 0.0000e+00])');
    expect(String(tensor([2e8]))).toBe('tensor([2.0000e+08])');
    expect(String(tensor([100005, 0.001], { dtype: 'float64' }))).toBe(
      'tensor([1.0000e+05, 1.0000e-03], dtype=torch.float64)',
    );
    expect(String(tensor([1e-100, 1], { dtype: 'float64' }))).toBe(
      'tensor([1.0000e-100,  1.0000e+00], dtype=torch.float64)',
    );
  });

  it('nan and inf, which do not count for the width', () => {
    expect(String(tensor([Number.NaN, 1, Infinity, -Infinity]))).toBe('tensor([nan, 1., inf, -inf])');
    expect(String(tensor([Number.NaN, 0.5]))).toBe('tensor([   nan, 0.5000])');
  });

  it('bool and integers, with the dtype where it is not PyTorch’s default', () => {
    expect(String(tensor([true, false]))).toBe('tensor([ True, False])');
    expect(String(tensor([1n, -20n]))).toBe('tensor([  1, -20])');
    expect(String(tensor([2n ** 62n]))).toBe('tensor([4611686018427387904])');
    expect(String(arange(3, { dtype: 'int32' }))).toBe('tensor([0, 1, 2], dtype=torch.int32)');
    expect(String(ones([2], { dtype: 'bfloat16' }))).toBe('tensor([1., 1.], dtype=torch.bfloat16)');
  });

  it('no elements as [], with the shape if it is not [0]', () => {
    expect(String(zeros([0]))).toBe('tensor([])');
    expect(String(zeros([0, 3]))).toBe('tensor([], size=(0, 3))');
    expect(String(zeros([0], { dtype: 'int64' }))).toBe('tensor([], dtype=torch.int64)');
    expect(String(zeros([2, 0], { dtype: 'bool' }))).toBe('tensor([], size=(2, 0), dtype=torch.bool)');
  });

  it('lines of at most 80 columns', () => {
    expect(String(arange(1000, 1014, 1, { dtype: 'float64' }))).toBe(
      'tensor([1000., 1001., 1002., 1003., 1004., 1005., 1006., 1007., 1008., 1009.,\n        1010., 1011., 1012., 1013.], dtype=torch.float64)',
    );
    expect(String(full([9], 123456, { dtype: 'int32' }))).toBe(
      'tensor([123456, 123456, 123456, 123456, 123456, 123456, 123456, 123456, 123456],\n       dtype=torch.int32)',
    );
  });

  it('three elements at each edge from 1001 elements on', () => {
    expect(String(arange(1001))).toBe('tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])');
    expect(String(zeros([7, 200])).split('\n')).toEqual([
      'tensor([[0., 0., 0.,  ..., 0., 0., 0.],',
      '        [0., 0., 0.,  ..., 0., 0., 0.],',
      '        [0., 0., 0.,  ..., 0., 0., 0.],',
      '        ...,',
      '        [0., 0., 0.,  ..., 0., 0., 0.],',
      '        [0., 0., 0.,  ..., 0., 0., 0.],',
      '        [0., 0., 0.,  ..., 0., 0., 0.]])',
    ]);
    expect(String(arange(1000))).not.toContain('...');
  });

  it('what PyTorch prints for seed 0', () => {
    const generator = new Generator();
    expect(String(randn([3], { generator: generator.manualSeed(0) }))).toBe('tensor([ 1.5410, -0.2934, -2.1788])');
    expect(String(randint(10, [3], { generator: generator.manualSeed(0), dtype: 'int64' }))).toBe('tensor([4, 9, 3])');
  });

  it('where its gradient goes, last', () => {
    const x = ones([2], { dtype: 'float64' }).requiresGrad_();
    expect(String(x)).toBe('tensor([1., 1.], dtype=torch.float64, requires_grad=True)');
    expect(String(x.add(1))).toBe('tensor([2., 2.], dtype=torch.float64, grad_fn=<AddBackward0>)');
    expect(String(x.sum())).toBe('tensor(2., dtype=torch.float64, grad_fn=<SumBackward0>)');
    expect(String(x.sum(0))).toBe('tensor(2., dtype=torch.float64, grad_fn=<SumBackward1>)');
    expect(String(x.mul(2).detach())).toBe('tensor([2., 2.], dtype=torch.float64)');
    expect(String(zeros([0, 2]).requiresGrad_())).toBe('tensor([], size=(0, 2), requires_grad=True)');
  });

  it('a gradient’s place on a line of its own, where it does not fit', () => {
    expect(String(arange(12).float().requiresGrad_())).toBe(
      'tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11.],\n       requires_grad=True)',
    );
  });

  it('the same in Node’s console', () => {
    const inspect = (tensor([1]) as unknown as Record<symbol, () => string>)[Symbol.for('nodejs.util.inspect.custom')];
    expect(inspect!.call(tensor([1]))).toBe('tensor([1.])');
  });
});
