/** @file What is saved here, PyTorch itself loads. Needs a Python with torch (`ATROUS_PYTHON`, default python3); else a counted skip. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nn, tensor, zeros } from '../../src/index.js';
import { save } from '../../src/io/index.js';
import { manualSeed } from '../../src/tensor/random/index.js';

const PYTHON = process.env['ATROUS_PYTHON'] ?? 'python3';
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch']).status === 0;

/** Loads `file` with `weights_only=True` as `d`, runs `code`, and gives what it prints. */
function inPython(bytes: Uint8Array, code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrous-torch-'));
  const file = join(folder, 'saved.pt');
  writeFileSync(file, bytes);
  const script = `import torch\nd = torch.load(${JSON.stringify(file)}, weights_only=True)\n${code}`;
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return stdout || stderr;
}

test.skipIf(!hasTorch)('PyTorch loads a state dict written here, with equal initial weights for the same seed', () => {
  manualSeed(0);
  const model = new nn.Sequential(new nn.Conv2d(3, 4, 3), new nn.BatchNorm2d(4), new nn.Linear(5, 2));
  const printed = inPython(
    save(model.stateDict()),
    [
      'torch.manual_seed(0)',
      'm = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Linear(5, 2))',
      'print(all(torch.equal(m.state_dict()[k], d[k]) for k in d), m.load_state_dict(d))',
    ].join('\n'),
  );
  expect(printed).toBe('True <All keys matched successfully>\n');
});

test.skipIf(!hasTorch)('PyTorch loads plain values and every element type', () => {
  const dtypes = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'] as const;
  const value = new Map<string, unknown>(dtypes.map((dtype) => [dtype, tensor([1, 0, 1]).to(dtype)]));
  value.set('plain', [1, 2.5, null, true, 'x']);
  value.set('empty', zeros([0, 3]));
  const printed = inPython(
    save(value),
    `print([d[k].tolist() for k in ${JSON.stringify(dtypes)}], d['plain'], tuple(d['empty'].shape))`,
  );
  expect(printed).toBe(
    '[[1.0, 0.0, 1.0], [1.0, 0.0, 1.0], [1, 0, 1], [1, 0, 1], [1, 0, 1], [True, False, True], [1.0, 0.0, 1.0], [1.0, 0.0, 1.0]] ' +
      "[1, 2.5, None, True, 'x'] (0, 3)\n",
  );
});
