/** @file Every sentence in both languages: the same numbers, no English words in the Chinese one, and a home for each. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { doctor, parsePython, type Phrase, type Problem, say } from 'atrous-explain';
import { LAYERS, type Arg, camelCase, layerSpec, outputShape } from 'atrous/spec';
import { libraryHint, libraryHints } from '../../src/explain/library-hints.js';
import { CATALOGUE } from '../../src/explain/words/phrase.js';
import type { Values, WordId } from '../../src/explain/words/ids.js';
import { isUsersMistake } from '../../src/parse/bind.js';
import { RULES } from '../../src/parse/error/rules/index.js';
import { englishWords } from '../chinese.js';

const IDS = Object.keys(CATALOGUE.en) as WordId[];

/** A number of its own for every name that a sentence asks for, and which were asked for. */
function markers(): { readonly values: Values; readonly names: Map<string, number> } {
  const names = new Map<string, number>();
  const get = (_: object, name: string | symbol): number => {
    const known = names.get(String(name)) ?? 7001 + names.size;
    names.set(String(name), known);
    return known;
  };
  return { values: new Proxy<Record<string, number>>({}, { get }), names };
}

const shown = (text: string): string[] => [...new Set(text.match(/7\d{3}/g))].sort();

/** Signs and names of axes that speech spells out, which are no sentences. */
const BARE = /^(?:say|axis|name|quotedText$)/;

describe('every sentence', () => {
  test.each(IDS)('%s has the same numbers in both languages, and Chinese is Chinese', (id) => {
    const { values } = markers();
    const [english, chinese] = [CATALOGUE.en[id](values), CATALOGUE.zh[id](values)];
    expect(shown(chinese)).toEqual(shown(english));
    expect(englishWords(chinese)).toEqual([]);
    if (!BARE.test(id)) expect(chinese).toMatch(/\p{Script=Han}/u);
    expect(`${english}${chinese}`).not.toMatch(/undefined|NaN|\[object/);
  });

  test('has a name of its own: no catalogue hides a sentence of another', () => {
    const folder = new URL('../../src/explain/words/', import.meta.url);
    const files = ['en.ts', ...['doctor', 'errors', 'hints', 'problems', 'questions'].map((name) => `${name}/en.ts`)];
    const count = files.reduce(
      (sum, file) => sum + (readFileSync(new URL(file, folder), 'utf8').match(/^ {2}\w+: /gm)?.length ?? 0),
      0,
    );
    // Besides the sentences there are the units of three axes.
    expect(count).toBe(IDS.length);
  });
});

describe("PyTorch's messages", () => {
  test('every sentence about one asks for numbers that its message has', () => {
    for (const { template, says, causes } of RULES) {
      const fields = new Set(template.fields.map(([name]) => name));
      for (const id of [...(says ? [says] : []), ...causes]) {
        const { values, names } = markers();
        for (const lang of ['en', 'zh'] as const) CATALOGUE[lang][id](values);
        expect([...names.keys()].filter((name) => !fields.has(name))).toEqual([]);
      }
    }
  });

  test('every sentence about them is said of some message', () => {
    const used = new Set(RULES.flatMap(({ says, causes }) => [...(says ? [says] : []), ...causes]));
    expect(IDS.filter((id) => /^(said|cause)[A-Z]/.test(id) && !used.has(id as never))).toEqual([]);
  });
});

interface ErrorCase {
  readonly op: string;
  readonly args: Record<string, Arg>;
  readonly inputs?: Readonly<Record<string, { readonly shape: number[] }>>;
}

/** Hints of the library for what PyTorch refuses in the golden cases. */
function goldenHints(): string[] {
  const file = new URL('../../../../golden/errors.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: ErrorCase[] };
  return cases.flatMap(({ op, args, inputs = {} }) => {
    if (!Object.hasOwn(LAYERS, op)) return [];
    const given = Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [camelCase(name), value]));
    try {
      const spec = layerSpec(op, [], given);
      for (const { shape } of Object.values(inputs).slice(0, 1)) outputShape(spec, shape);
      return [];
    } catch (error) {
      return isUsersMistake(error) && error.hint !== undefined ? error.hint.split('\n') : [];
    }
  });
}

/** Hints as they stand in the source of the library, `7` in the place of every number. */
function writtenHints(): string[] {
  const folder = new URL('../../../atrous/src/geometry/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const found = source.matchAll(/hint: (?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)"|`((?:[^`\\]|\\.)+)`)[,\s}]/g);
    return [...found]
      .map(([, single, double, ticks]) => (single ?? double ?? ticks!).replaceAll(/\\(.)/g, '$1'))
      .filter((text) => !/^\$\{\w+\(|\.map\(/.test(text))
      .map((text) => text.replaceAll(/\$\{[^{}]*\}/g, '7').replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '7'));
  });
}

describe("the library's hints", () => {
  test.each([
    ['for the golden cases', goldenHints()],
    ['that stand in its source', writtenHints()],
  ])('%s are known, word for word', (_, hints) => {
    expect(hints.length).toBeGreaterThan(40);
    expect([...new Set(hints)].filter((hint) => libraryHint(hint).id === 'quotedText')).toEqual([]);
    for (const hint of hints) expect(libraryHints(hint).map(({ text }) => text)).toEqual([hint]);
  });

  test('are said in Chinese with their numbers', () => {
    expect(
      say(
        libraryHint(
          'Along H the kernel spans 7 and the padded input has 5. The smallest input that works: H = 7, W = 3.',
        ),
        'zh',
      ),
    ).toBe('沿 H 轴，卷积核跨度为 7，而填充后的输入只有 5。可用的最小输入：H = 7, W = 3。');
  });
});

const CORPUS = new URL('../corpus/', import.meta.url);

/** What a phrase says in Chinese without the names and the pieces of code that it was given. */
function bare(sentence: Phrase): string {
  const given = Object.values(sentence.values).map(String);
  return given.reduce((text, value) => (value.length < 2 ? text : text.replaceAll(value, ' ')), say(sentence, 'zh'));
}

function expectChinese(sentences: readonly Phrase[]): void {
  for (const sentence of sentences.filter(({ id }) => id !== 'quotedText')) {
    expect(englishWords(bare(sentence))).toEqual([]);
    expect(say(sentence, 'zh')).toMatch(/\p{Script=Han}/u);
  }
}

const PROGRAMS = readdirSync(CORPUS).filter((name) => name.endsWith('.py'));
const source = (name: string): string => readFileSync(new URL(name, CORPUS), 'utf8');
const spoken = (problems: readonly Problem[]): Phrase[] =>
  problems.flatMap(({ message, hint }) => (hint ? [message, hint] : [message]));

test('what the reader says of the programs of the corpus is Chinese', () => {
  for (const name of PROGRAMS) expectChinese(spoken(parsePython(source(name)).problems));
});

test.each(PROGRAMS.filter((name) => name.startsWith('broken')))('the doctor tells %s in Chinese', (name) => {
  const { diagnosis, fixes, problems, notes } = doctor(source(name));
  expectChinese([...(diagnosis?.summary ? [diagnosis.summary] : []), ...(diagnosis?.causes ?? [])]);
  expectChinese([...fixes.map(({ title }) => title), ...spoken(problems), ...notes]);
});
