import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { answersTo, isLoopback } from '../../src/serve/host.js';

test('a name is answered to where the server was told that it is its own', () => {
  expect(answersTo('studio.example:8080', 'studio.example')).toBe(true);
  expect(answersTo('Studio.Example', 'studio.example')).toBe(true);
  expect(answersTo('studio.example', '127.0.0.1')).toBe(false);
});

test("the machine's own name counts where other machines are answered", () => {
  expect(answersTo(`${hostname()}:2240`, '0.0.0.0')).toBe(true);
  expect(answersTo(`${hostname()}.local`, '0.0.0.0')).toBe(true);
  expect(answersTo('evil.example', '0.0.0.0')).toBe(false);
});

test('loopback is this machine and nothing that looks like it', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) expect(isLoopback(host), host).toBe(true);
  for (const host of ['0.0.0.0', '127.evil.example', '::', '192.168.1.1']) expect(isLoopback(host), host).toBe(false);
});
