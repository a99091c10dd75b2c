/**
 * @file Every case of every manifest of the golden folder, one test each.
 *
 * A case that rests on a row of the parity table marked *later* or *not offered*, or whose text is listed as not
 * offered, is a counted skip that says so. An unknown kind fails. `ATROUS_GOLDEN_FAMILIES=conv2d,pad` takes some only.
 */

import { describe, expect, test } from 'vitest';
import { featuresOf } from './features.js';
import { familyNames, readFamily, type Family, type GoldenCase } from './files.js';
import { isErrorKind, runError } from './kinds/errors.js';
import { runHash, runHashXor } from './kinds/hash.js';
import { runFunctional, runModule } from './kinds/layers.js';
import { runDefaultInit, runInit, runModuleMeta } from './kinds/meta.js';
import { runNetwork } from './kinds/networks.js';
import { isDrawKind, runDraw, type DrawCase } from './kinds/random.js';
import { runShape, type ShapeRow } from './kinds/shapes.js';
import { runSafetensors } from './kinds/state.js';
import { readParity, readTextsNotOffered } from './parity.js';

type Runner = (family: Family, test: GoldenCase) => void;

const RUNNERS: Readonly<Record<string, Runner>> = {
  functional: runFunctional,
  module: runModule,
  network: runNetwork,
  module_meta: runModuleMeta,
  init: runInit,
  default_init: runDefaultInit,
  hash: runHash,
  hash_xor: runHashXor,
  safetensors: runSafetensors,
};

const parity = readParity();
const textsNotOffered = new Set(readTextsNotOffered());

/** Why a case cannot be asked yet, or undefined where it must hold. */
function skipReason(family: Family, golden: GoldenCase): string | undefined {
  for (const feature of featuresOf(golden, family.name)) {
    const state = parity.get(feature);
    if (state === 'later' || state === 'not offered') return `${feature} is ${state}`;
  }
  const text = (golden as { message?: string }).message?.split('\n')[0];
  return text !== undefined && textsNotOffered.has(text) ? `text not offered: ${text}` : undefined;
}

function runnerOf(family: Family, golden: GoldenCase): Runner {
  const runner = family.name === 'errors' ? (isErrorKind(golden.kind) ? runError : undefined) : RUNNERS[golden.kind];
  if (runner === undefined) throw new Error(`${family.name}: unknown kind «${golden.kind}»`);
  return runner;
}

/** The reason stands in the name, so that every report of the run lists what was not asked. */
function registerCase(family: Family, golden: GoldenCase): void {
  const reason = skipReason(family, golden);
  const name = `${golden.id} ${golden.op}`;
  if (reason !== undefined) test.skip(`${name} — ${reason}`);
  else test(name, () => runnerOf(family, golden)(family, golden));
  if (Object.keys(golden.grads ?? {}).length === 0 || family.name === 'double_backward') return;
  if (parity.get('autograd') === 'works') throw new Error('autograd works, but the suite has no gradient check');
  test.skip(`${name}, gradients — autograd is later`);
}

function register(family: Family): void {
  if (family.name === 'rng') {
    (family.cases as unknown as DrawCase[]).forEach((draw, i) => {
      test(`rng-${i} ${draw.kind} ${JSON.stringify(draw.args)} seed ${draw.seed}`, () => {
        if (!isDrawKind(draw.kind)) throw new Error(`rng: unknown kind «${draw.kind}»`);
        runDraw(draw);
      });
    });
  } else if (family.name === 'shapes') {
    (family.cases as unknown as ShapeRow[]).forEach((row, i) => {
      test(`shapes-${i} ${JSON.stringify(row.slice(0, -1))}`, () => {
        runShape(row, family.raw['messages'] as string[]);
      });
    });
  } else for (const golden of family.cases) registerCase(family, golden);
}

const wanted = process.env['ATROUS_GOLDEN_FAMILIES']?.split(',');

for (const name of familyNames()) {
  if (wanted && !wanted.includes(name)) continue;
  describe(name, () => {
    register(readFamily(name));
    test('has cases', () => {
      expect(readFamily(name).cases.length).toBeGreaterThan(0);
    });
  });
}
