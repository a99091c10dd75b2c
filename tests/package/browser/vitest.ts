/** @file As much of Vitest as the engine's tests use, for a page: their files are bundled with this in its place. */

import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { restoreAllMocks, spyOn } from '@vitest/spy';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect: unknown = chai.expect;

type Step = (...values: unknown[]) => unknown;

/** What a file registers when it is imported. */
interface File {
  readonly tests: { readonly name: string; readonly run: () => unknown }[];
  readonly hooks: Readonly<Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Step[]>>;
}

const newFile = (): File => ({ tests: [], hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] } });

let file = newFile();
let groups: string[] = [];

const hook =
  (kind: keyof File['hooks']) =>
  (step: Step): void =>
    void file.hooks[kind].push(step);

export const beforeAll: unknown = hook('beforeAll');
export const afterAll: unknown = hook('afterAll');
export const beforeEach: unknown = hook('beforeEach');
export const afterEach: unknown = hook('afterEach');

/** `%s`, `%i`, `%j` of a name, in order. */
function named(name: string, values: readonly unknown[]): string {
  const rest = [...values];
  return name.replaceAll(/%[sij]/g, (word) => (word === '%j' ? JSON.stringify(rest.shift()) : String(rest.shift())));
}

/** `add`, with the rows of a table as well, and with a condition. */
function withTables(add: (name: string, run: Step) => void): unknown {
  const each =
    (rows: readonly unknown[]) =>
    (name: string, run: Step): void => {
      for (const row of rows) {
        const values = Array.isArray(row) ? (row as unknown[]) : [row];
        add(named(name, values), () => run(...values));
      }
    };
  const skipIf = (skip: boolean): unknown => (skip ? withTables(() => undefined) : all);
  const all: unknown = Object.assign(add, { each, skipIf });
  return all;
}

export const test: unknown = withTables((name, run) => {
  file.tests.push({ name: [...groups, name].join(' > '), run: () => run() });
});
export const it: unknown = test;
export const describe: unknown = withTables((name, run) => {
  const outer = groups;
  groups = [...groups, name];
  run();
  groups = outer;
});

async function waitUntil(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 1000; !condition();) {
    if (performance.now() > end) throw new Error('waited in vain');
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const vi: unknown = { spyOn, restoreAllMocks, waitUntil };

/** How a file went: its tests, and what those say that failed. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly string[];
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Imports a file of tests and runs them one after the other. */
export async function runFile(load: () => Promise<unknown>): Promise<Outcome> {
  file = newFile();
  await load();
  const { tests, hooks } = file;
  const failures: string[] = [];
  const all = async (steps: readonly (() => unknown)[]): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const step of steps) await step();
  };
  await all(hooks.beforeAll);
  for (const { name, run } of tests)
    try {
      // oxlint-disable-next-line no-await-in-loop -- they share one engine
      await all([...hooks.beforeEach, run, ...hooks.afterEach.toReversed()]);
    } catch (error) {
      failures.push(`${name}: ${textOf(error)}`);
      // oxlint-disable-next-line no-await-in-loop
      await all(hooks.afterEach);
    }
  await all(hooks.afterAll);
  return { passed: tests.length - failures.length, failures };
}
