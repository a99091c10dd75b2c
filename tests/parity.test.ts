/** @file The parity table cannot lie: what works exists, what does not work does not exist, and nothing is left out. */

import * as atrous from 'atrous';
import * as data from 'atrous/data';
import * as io from 'atrous/io';
import * as lrScheduler from 'atrous/optim/lr-scheduler';
import { camelCase } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { readParity } from './golden/parity.js';

const rows = readParity();
const members = (scope: unknown): Record<string, unknown> => scope as Record<string, unknown>;

/** PyTorch's name here: camel-cased, a trailing underscore kept. */
const ours = (name: string): string => (/^[A-Z]/.test(name) ? name : camelCase(name));

/** Names of this library that do not follow from PyTorch's. */
const RENAMED: Readonly<Record<string, string>> = {
  'nn.init.fan_in_and_fan_out': 'calculateFanInAndFanOut',
  'torch.from_numpy': 'fromTypedArray',
};

/** Where a row's name would be found: the scope and the name in it. Rows of formats and topics have none. */
function place(row: string): [unknown, string] | undefined {
  const cut = row.lastIndexOf('.');
  const [scope, name] = [row.slice(0, cut), RENAMED[row] ?? ours(row.slice(cut + 1))];
  const { nn } = atrous;
  if (row === 'autograd') return [atrous, 'autograd'];
  if (row === 'safetensors') return [io, 'parseSafetensors'];
  if (row === 'torch.load' || row === 'torch.save') return [io, name];
  if (row.includes('(')) return undefined;
  if (scope === 'nn') return [nn, name];
  if (scope === 'F') return [atrous.F, name];
  if (scope === 'nn.init') return [nn.init, name];
  if (scope === 'nn.Module') return [nn.Module.prototype, name];
  if (scope === 'Tensor') return [atrous.Tensor.prototype, name];
  if (scope === 'torch') return [atrous, name];
  if (scope === 'optim') return [atrous.optim, name];
  if (scope === 'utils.data') return [data, name];
  if (scope === 'lr_scheduler') return [lrScheduler, name];
  if (scope === 'nn.utils') return [members(nn)['utils'] ?? {}, name];
  if (scope === 'nn.parallel') return [members(nn)['parallel'] ?? {}, name];
  throw new Error(`docs/parity.md: what is ${row}?`);
}

describe('docs/parity.md', () => {
  test.each([...rows].filter(([, state]) => state === 'works'))('%s works, so it exists', (row) => {
    const found = place(row);
    if (found) expect(found[1] in (found[0] as object), row).toBe(true);
  });

  test.each([...rows].filter(([, state]) => state !== 'works'))('%s is %s, so it does not exist', (row) => {
    const found = place(row);
    if (found) expect(found[1] in (found[0] as object), row).toBe(false);
  });

  const exported: [string, string[]][] = [
    ['nn', Object.keys(atrous.nn).filter((name) => /^[A-Z]/.test(name))],
    ['F', Object.keys(atrous.F)],
    ['nn.init', Object.keys(atrous.nn.init)],
    ['optim', Object.keys(atrous.optim)],
    ['lr_scheduler', Object.keys(lrScheduler)],
  ];
  test.each(exported)('has a row for everything in %s', (scope, names) => {
    const known = new Set([...rows.keys()].filter((row) => row.startsWith(`${scope}.`)).map((row) => place(row)?.[1]));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
