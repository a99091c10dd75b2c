import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answering } from '../../src/serve/answer.js';
import { listen, type Served } from '../../src/serve/listen.js';
import { scratch } from '../command.js';
import { ask, askRaw } from './ask.js';

const folder = scratch();
const at = (...parts: string[]): string => join(folder, ...parts);
const SECRET = 'what nobody may read';
const SCRIPT = 'console.log("script");\n'.repeat(50);

mkdirSync(at('site', 'assets'), { recursive: true });
mkdirSync(at('site', 'empty'));
mkdirSync(at('run'));
mkdirSync(at('site-of-another'));
writeFileSync(at('site', 'index.html'), '<p>studio</p>');
writeFileSync(at('site', 'sw.js'), SCRIPT);
writeFileSync(at('site', 'a b.png'), 'picture');
writeFileSync(at('site', 'données.txt'), 'text');
writeFileSync(at('site', 'index.php'), 'unknown');
writeFileSync(at('site', '.env'), SECRET);
writeFileSync(at('site', 'assets', 'index-B3xk_1aQ.js'), SCRIPT);
writeFileSync(at('run', 'report.html'), '<p>report</p>');
writeFileSync(at('secret.txt'), SECRET);
writeFileSync(at('site-of-another', 'secret.txt'), SECRET);
symlinkSync(at('secret.txt'), at('site', 'link.txt'));
symlinkSync(folder, at('site', 'up'));

let served: Served;
let port: number;
const get = (path: string, headers?: Record<string, string>): ReturnType<typeof ask> => ask(port, path, headers);

beforeAll(async () => {
  const mounts = [
    { at: '/', folder: at('site'), front: 'index.html' },
    { at: '/report/', folder: at('run'), front: 'report.html' },
  ];
  served = await listen(answering(mounts, '127.0.0.1'), '127.0.0.1', 0);
  ({ port } = served);
});
afterAll(() => served.server.close());

describe('files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', '<p>studio</p>'],
    ['/index.html?x=1#y', 'text/html; charset=utf-8', '<p>studio</p>'],
    ['/report/', 'text/html; charset=utf-8', '<p>report</p>'],
    ['/report/report.html', 'text/html; charset=utf-8', '<p>report</p>'],
    ['/a%20b.png', 'image/png', 'picture'],
    ['/donn%C3%A9es.txt', 'text/plain; charset=utf-8', 'text'],
    ['/sw.js', 'text/javascript; charset=utf-8', SCRIPT],
    ['/index.php', 'application/octet-stream', 'unknown'],
  ])('%s is %s', async (path, type, body) => {
    const answer = await get(path);
    expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([200, type, body]);
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  test('give the page threads, keep their type, and are not for other sites, but for the page in a frame', async () => {
    for (const path of ['/', '/index.html', '/sw.js', '/report/', '/nowhere'])
      expect((await get(path)).headers, path).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': path === '/' || path === '/index.html' ? 'cross-origin' : 'same-origin',
        'x-content-type-options': 'nosniff',
      });
    expect((await get('/')).headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('are kept for good where the name carries a hash, and asked for again otherwise', async () => {
    expect((await get('/assets/index-B3xk_1aQ.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
    for (const path of ['/', '/sw.js', '/report/'])
      expect((await get(path)).headers['cache-control'], path).toBe('no-cache');
  });

  test('are not sent twice when they have not changed', async () => {
    const { etag } = (await get('/sw.js')).headers;
    const again = await get('/sw.js', { 'if-none-match': `W/"other", ${etag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get('/sw.js', { 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  test('come compressed to whoever takes that', async () => {
    const br = await get('/sw.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect([br.headers['content-encoding'], br.headers['vary']]).toEqual(['br', 'accept-encoding']);
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT);
    const gzip = await get('/sw.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
    expect((await get('/a%20b.png', { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty('content-encoding');
  });

  test('that a build has changed, added or taken away are answered as they are now', async () => {
    const encoded = { 'accept-encoding': 'gzip' };
    writeFileSync(at('site', 'assets', 'new.js'), 'first');
    expect(gunzipSync((await get('/assets/new.js', encoded)).body).toString()).toBe('first');
    writeFileSync(at('site', 'assets', 'new.js'), 'the second');
    expect(gunzipSync((await get('/assets/new.js', encoded)).body).toString()).toBe('the second');
    rmSync(at('site', 'assets', 'new.js'));
    expect((await get('/assets/new.js', encoded)).status).toBe(404);
    symlinkSync(at('secret.txt'), at('site', 'assets', 'new.js'));
    expect((await get('/assets/new.js', encoded)).status).toBe(404);
    rmSync(at('site', 'assets', 'new.js'));
  });

  test('have a head without a body', async () => {
    const [head, whole] = [await get('/sw.js', { method: 'HEAD' }), await get('/sw.js')];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(whole.headers['content-length']);
    const encoded = await get('/sw.js', { method: 'HEAD', 'accept-encoding': 'br' });
    expect([encoded.headers['content-encoding'], encoded.body.length]).toEqual(['br', 0]);
  });
});

describe('nothing else', () => {
  test.each([
    '/nowhere',
    '/empty',
    '/empty/',
    '/assets/',
    '/.env',
    '/%2eenv',
    '/link.txt',
    '/up/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/../site-of-another/secret.txt',
    '/report/../../secret.txt',
    '/report/..%2f..%2fsecret.txt',
    '//secret.txt',
    '/./index.html',
    '/index.html%00',
    '/index.html%00.png',
    '/index.html/',
    '/INDEX.HTML',
    '/C:%5cWindows%5cwin.ini',
    '/%c0%ae%c0%ae/secret.txt',
    '/%',
    '/constructor',
    '/__proto__',
  ])('is at %s', async (path) => {
    const { status, body } = await get(path);
    expect([400, 404]).toContain(status);
    expect(body.toString()).not.toContain(SECRET);
  });

  test('is at any other spelling', async () => {
    const part = fc.constantFrom('.', '..', '%2e', '%2E%2e', '/', '%2f', '\\', '%5c', '%00', '%', 'secret.txt', 'up');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        expect((await get(`/${parts.join('')}`)).body.toString()).not.toContain(SECRET);
      }),
      { numRuns: 150 },
    );
  });

  test('hears of a folder without its slash, and then links of its page work', async () => {
    const { status, headers } = await get('/report');
    expect([status, headers['location']]).toEqual([308, '/report/']);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('can be done by %s', async (method) => {
    const { status, headers } = await get('/index.html', { method });
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    'GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
    'GET index.html HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    'GET\r\n\r\n',
  ])('is an answer to %j', async (request) => {
    const { status, body } = await askRaw(port, request);
    expect(status).toBe(400);
    expect(body.toString()).not.toContain('studio');
  });

  test('stops the server: it still answers after all of it', async () => {
    expect((await get('/')).status).toBe(200);
  });
});

describe('Host', () => {
  test.each(['127.0.0.1', '127.0.0.1:2240', 'localhost', 'LOCALHOST:99', 'a.localhost', '[::1]:2240', '192.168.1.7'])(
    '%s is answered',
    async (host) => expect((await get('/', { host })).status).toBe(200),
  );

  test.each([
    'evil.example',
    'evil.example:2240',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#127.0.0.1',
    'evil@127.0.0.1',
    'localhost:',
    'notlocalhost',
    '',
    '127.0.0.1, evil.example',
  ])('%j is not', async (host) => {
    const { status, body } = await get('/', { host });
    expect([400, 403]).toContain(status);
    expect(body.toString()).not.toContain('studio');
  });

  test('has to be there, also in the older protocol', async () => {
    expect((await askRaw(port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(403);
  });
});
