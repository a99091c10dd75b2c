/**
 * @file The worked answers, in both languages: every command is run, and what it prints is what stands there. After a change of
 * output, `npx vitest run tests/answers.test.ts -u` writes them anew.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../packages/atrous-cli/test/command.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = scratch();

const BLOCK = /^```console\n\$ npx atrous (.*)\n[^]*?^```$/gm;
const SOURCE = /^```python\n# (\S+)\n([^]*?)^```$/gm;

/** The words of a line as a shell takes them apart; networks stand in the folder of the test. */
function wordsOf(line: string): string[] {
  const words = Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare!);
  return words.map((word) => (/^\w+\.py$/.test(word) ? join(folder, word) : word));
}

/** The page with every block printed anew. */
async function printed(page: string): Promise<string> {
  for (const [, name, source] of page.matchAll(SOURCE)) writeFileSync(join(folder, name!), source!);
  let text = page;
  for (const [block, line] of page.matchAll(BLOCK)) {
    const { code, stdout, stderr } = await atrous(...wordsOf(line!));
    // The doctor's exit code says that something is wrong, which is why it was asked.
    expect([line, code, stderr]).toEqual([line, line!.startsWith('doctor') ? 1 : 0, '']);
    text = text.replace(
      block,
      () => `\`\`\`console\n$ npx atrous ${line}\n${stdout.replaceAll(`${folder}/`, '').trimEnd()}\n\`\`\``,
    );
  }
  return text;
}

const commandsOf = (page: string): string[] =>
  [...page.matchAll(BLOCK)].map(([, line]) => line!.replace(' --lang zh', ''));

describe.each(['answers.md', 'answers.zh.md'])('docs/%s', (name) => {
  const path = join(ROOT, 'docs', name);

  test('shows what its commands print', async () => {
    await expect(await printed(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
  });

  test('answers each question by one command', () => {
    const page = readFileSync(path, 'utf8');
    const answers = page.split(/^## \d+\. /m).slice(1);
    expect(answers.length).toBeGreaterThanOrEqual(10);
    for (const answer of answers) expect(answer.match(BLOCK)).toHaveLength(1);
  });
});

test('both languages ask the same', () => {
  const [english, chinese] = ['answers.md', 'answers.zh.md'].map((name) =>
    commandsOf(readFileSync(join(ROOT, 'docs', name), 'utf8')),
  );
  expect(chinese).toEqual(english);
});
