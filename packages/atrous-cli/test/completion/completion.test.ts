/** @file The completion scripts: every command and option is in them, and bash completes what they say. */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
const hasBash = spawnSync('bash', ['--version']).status === 0;

describe('atrous completion', () => {
  test.each(['bash', 'zsh', 'fish'])('knows every command and option for %s', async (shell) => {
    const { code, stdout } = await atrous('completion', shell);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) {
      const { stdout: help } = await atrous(name, '--help');
      const options = Array.from(help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm), ([, option]) => option!);
      expect(options.length).toBeGreaterThan(0);
      for (const option of options) {
        if (shell === 'fish') expect(stdout).toContain(`__fish_seen_subcommand_from ${name}' -l ${option} `);
        else expect(stdout).toMatch(new RegExp(`^ {4}${name}\\) options='[^']*--${option}[ ']`, 'm'));
      }
    }
  });

  test.runIf(hasBash)('completes in bash: commands, options, choices, files', async () => {
    const script = join(folder, 'atrous.bash');
    writeFileSync(script, (await atrous('completion', 'bash')).stdout);
    writeFileSync(join(folder, 'model.py'), '');
    const completed = (...words: string[]): string[] => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const text = `source ${script}; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _atrous; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', text], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
    };
    expect(completed('atrous', 'ex')).toEqual(['explain', 'export']);
    expect(completed('atrous', 'explain', '--la')).toEqual(['--lang', '--latex']);
    expect(completed('atrous', 'explain', '--lang', '')).toEqual(['en', 'zh']);
    expect(completed('atrous', 'animate', '--view', 's')).toEqual(['slide', 'stamp', 'solid']);
    expect(completed('atrous', 'net', 'mod')).toEqual(['model.py']);
  });

  test('refuses another shell', async () => {
    const { code, stderr } = await atrous('completion', 'tcsh');
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
  });
});
