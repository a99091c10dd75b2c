/**
 * Every public function, with every kind of wrong argument: what comes is a result or one of this library's errors, never what
 * JavaScript says of an undefined `shape`. A new operation is among them by being exported.
 */
import { afterAll, describe, expect, test } from 'vitest';
import * as atrous from '../../src/index.js';
import { AtrousError, autograd, F, manualSeed, nn, rand, setGradEnabled, Tensor } from '../../src/index.js';

type AnyFunction = (...args: unknown[]) => unknown;

const NO_TENSORS: readonly unknown[] = [undefined, null, 3, 2.5, -1, true, 'x', [1, 2], ['x'], {}, new Float32Array(4)];
const WRONG: readonly unknown[] = [...NO_TENSORS, { weight: 3 }, { bias: 'x' }, () => 1];

manualSeed(0);
const image = rand([1, 2, 6, 6]);
const matrix = rand([2, 3]);

/** Argument lists with something wrong at every place. */
const argumentLists = WRONG.flatMap((wrong) => [
  [wrong],
  ...[image, matrix].flatMap((x) => [
    [x, wrong],
    [x, wrong, wrong],
    [x, x, wrong],
    [x, x, x, wrong],
    [x, 2, wrong],
    [x, 2, 2, wrong],
  ]),
]);

const shown = (value: unknown): string =>
  value instanceof Tensor ? `Tensor${String(value.size())}` : (JSON.stringify(value) ?? String(value));

/** What a call throws that is no error of this library; null for none. */
function foreignError(name: string, run: AnyFunction, args: readonly unknown[]): string | null {
  try {
    run(...args);
  } catch (error) {
    if (!(error instanceof AtrousError)) return `${name}(${args.map(shown).join(', ')}): ${String(error)}`;
  }
  return null;
}

const foreignErrors = (functions: readonly (readonly [string, AnyFunction])[]): string[] =>
  functions.flatMap(([name, run]) => argumentLists.flatMap((args) => foreignError(name, run, args) ?? []));

/** Names for which something that is no tensor passes as the first argument. */
const tolerant = (functions: readonly (readonly [string, AnyFunction])[]): string[] =>
  functions.flatMap(([name, run]) => {
    const passes = NO_TENSORS.some((wrong) => {
      try {
        run(wrong, matrix, matrix);
        return true;
      } catch {
        return false;
      }
    });
    return passes ? [name] : [];
  });

const functionsOf = (namespace: object): [string, AnyFunction][] =>
  Object.entries(namespace).filter(
    (entry): entry is [string, AnyFunction] => typeof entry[1] === 'function' && !/^[A-Z]/.test(entry[0]),
  );

const CONSTRUCTIONS: readonly (readonly unknown[])[] = [
  [],
  [2],
  [2, 2],
  [2, 2, 1],
  [2, { outputSize: 2 }],
  [1, [1, 2]],
];

function constructed(Class: new (...args: unknown[]) => nn.Module): nn.Module | null {
  for (const args of CONSTRUCTIONS)
    try {
      return new Class(...args);
    } catch {
      continue;
    }
  return null;
}

const classes = Object.entries(nn).filter(
  (entry): entry is [string, new (...args: unknown[]) => nn.Module] =>
    typeof entry[1] === 'function' && entry[1].prototype instanceof nn.Module,
);
const modules = classes.map(([name, Class]) => [name, constructed(Class)] as const);
const forwards = modules.map(
  ([name, module]) =>
    [name, (...args: unknown[]) => (module as unknown as { forward: AnyFunction }).forward(...args)] as const,
);

const methods = Object.getOwnPropertyNames(Tensor.prototype)
  .filter((name) => name !== 'constructor')
  .flatMap((name) => {
    const method: unknown = Object.getOwnPropertyDescriptor(Tensor.prototype, name)!.value;
    return typeof method === 'function' ? [[name, method as AnyFunction] as const] : [];
  });

afterAll(() => setGradEnabled(true));

describe('wrong arguments give errors of this library', () => {
  test.each([
    ['the package', functionsOf(atrous)],
    ['F', functionsOf(F)],
    ['autograd', functionsOf(autograd)],
    ['nn.init', functionsOf(nn.init)],
    ['modules', forwards],
  ])('in %s', (_, functions) => {
    expect(functions.length).toBeGreaterThan(2);
    expect(foreignErrors(functions)).toEqual([]);
  });

  test('in methods of tensors', () => {
    expect(methods.length).toBeGreaterThan(90);
    const onMatrix = methods.map(
      ([name, method]) => [name, (...args: unknown[]) => Reflect.apply(method, rand([2, 3]), args)] as const,
    );
    expect(foreignErrors(onMatrix)).toEqual([]);
  });
});

describe('what is no tensor', () => {
  test('passes through no function of F', () => {
    expect(tolerant(functionsOf(F))).toEqual([]);
  });

  test('passes through no layer but those that do nothing', () => {
    expect(modules.filter(([, module]) => module === null)).toEqual([]);
    expect(tolerant(forwards).toSorted()).toEqual(['Identity', 'Sequential']);
  });
});
