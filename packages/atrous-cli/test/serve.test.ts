import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveFolder, untilInterrupted } from '../src/serve.js';
import { scratch } from './command.js';

const folder = scratch();
mkdirSync(join(folder, 'out'));
writeFileSync(join(folder, 'out', 'report.html'), '<p>report</p>');
writeFileSync(join(folder, 'out', 'a b.png'), 'picture');
writeFileSync(join(folder, 'secret.txt'), 'secret');

/** A path as it is, which `fetch` would tidy up. */
function raw(url: string, path: string): Promise<{ status: number; type: string; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () =>
        resolve({ status: response.statusCode!, type: response.headers['content-type']!, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('the served folder', () => {
  test('answers with its files and nothing outside, and ends at Ctrl-C', async () => {
    const served = await serveFolder(join(folder, 'out'));
    const { url } = served;
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const page = { status: 200, type: 'text/html; charset=utf-8', body: '<p>report</p>' };
    expect(await raw(url, '/')).toEqual(page);
    expect(await raw(url, '/report.html?x=1')).toEqual(page);
    expect(await raw(url, '/a%20b.png')).toEqual({ status: 200, type: 'image/png', body: 'picture' });
    const missing = { status: 404, type: 'text/plain; charset=utf-8', body: 'There is no such file.\n' };
    for (const path of ['/nowhere', '/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%', '//', '/%00'])
      expect(await raw(url, path), path).toEqual(missing);
    const ended = untilInterrupted(served);
    process.emit('SIGINT');
    await ended;
    await expect(raw(url, '/')).rejects.toThrow(/ECONNREFUSED|hang up/);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
