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
import { runGradients, runLayer } from './kinds/layers.js';
import { runDefaultInit, runInit, runModuleMeta } from './kinds/meta.js';
import { runNetwork, runNetworkGradients, runTraining } from './kinds/networks.js';
import { runOptimizer } from './kinds/optimizer.js';
import { isDrawKind, runDraw, type DrawCase } from './kinds/random.js';
import { runScheduler } from './kinds/scheduler.js';
import { runSecondGradients } from './kinds/second.js';
import { runShape, type ShapeRow } from './kinds/shapes.js';
import { runCheckpoint, runSafetensors } from './kinds/state.js';
import { readParity, readTextsNotOffered } from './parity.js';

type Runner = (family: Family, test: GoldenCase) => void;

const RUNNERS: Readonly<Record<string, Runner>> = {
  functional: runLayer,
  module: runLayer,
  network: runNetwork,
  training: runTraining,
  module_meta: runModuleMeta,
  init: runInit,
  default_init: runDefaultInit,
  hash: runHash,
  hash_xor: runHashXor,
  safetensors: runSafetensors,
  pt: runCheckpoint,
  optimizer: runOptimizer,
  scheduler: runScheduler,
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
  if (family.name === 'double_backward') return runSecondGradients;
  const runner = family.name === 'errors' ? (isErrorKind(golden.kind) ? runError : undefined) : RUNNERS[golden.kind];
  if (runner === undefined) throw new Error(`${family.name}: unknown kind «${golden.kind}»`);
  return runner;
}

/** `ATROUS_GOLDEN_GRADIENTS=1` asks for gradients although the parity table does not promise them. */
const withGradients = parity.get('autograd') === 'works' || process.env['ATROUS_GOLDEN_GRADIENTS'] === '1';

/** Gradients of a case are a test of their own, so that they are counted apart. */
function registerGradients(family: Family, golden: GoldenCase, reason: string | undefined): void {
  if (Object.keys(golden.grads ?? {}).length === 0 || family.name === 'double_backward') return;
  const name = `${golden.id} ${golden.op}, gradients`;
  const why = reason ?? (withGradients ? undefined : 'autograd is later');
  if (why !== undefined) test.skip(`${name} — ${why}`);
  else test(name, () => (golden.kind === 'network' ? runNetworkGradients : runGradients)(family, golden));
}

/** The reason stands in the name, so that every report of the run lists what was not asked. */
function registerCase(family: Family, golden: GoldenCase): void {
  const reason = skipReason(family, golden);
  const name = `${golden.id} ${golden.op}`;
  if (reason !== undefined) test.skip(`${name} — ${reason}`);
  else test(name, () => runnerOf(family, golden)(family, golden));
  registerGradients(family, golden, reason);
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
