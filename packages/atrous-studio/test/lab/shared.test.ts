/** @file A module that runs at several steps has one set of weights in the lab. */

import { type nn, noGrad } from 'atrous';
import { expect, test } from 'vitest';
import { Lab, type RunQuestion } from '../../src/pages/lab/thread/run.js';

const TWICE = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.unused = nn.Conv2d(3, 2, 3)
        self.stem = nn.Conv2d(3, 4, 3)
        self.same = nn.Conv2d(4, 4, 3)

    def forward(self, x):
        first = self.same(self.stem(x))
        second = self.same(first)
        return first
`;

const question: RunQuestion = {
  text: TWICE,
  size: [24, 32],
  grey: false,
  norm: 'none',
  seed: 3,
  edits: [],
  picture: undefined,
  weights: undefined,
};

test('steps at which one module runs share what a hand changes', async () => {
  const lab = new Lab();
  const edit = { node: 'same', filter: 1, input: 2, taps: [0, 0, 0, 0, 5, 0, 0, 0, 0] };
  const { refused, rows, unplaced } = await lab.run({ ...question, edits: [edit] });
  expect([refused, unplaced]).toEqual([undefined, 0]);
  const ran = lab.current!;
  const steps = rows.filter(({ op }) => op === 'Conv2d').map(({ name }) => name);
  expect(steps).toHaveLength(3);
  const [stem, ...twice] = steps.map((name) => ran.model.module.getSubmodule(name) as nn.Conv2d);
  for (const { weight } of twice) expect(Array.from(weight.data.subarray(54, 63) as Float32Array)).toEqual(edit.taps);
  const expected = noGrad(() => twice[0]!.forward(stem!.forward(ran.input.tensor)));
  expect(ran.kept.get(rows.at(-1)!.name)!.output.tolist()).toEqual(expected.tolist());
});
