import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.js';
import { DEFAULT_PORT, listen, untilInterrupted } from '../../src/serve/listen.js';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Takes a port, any or a given one; undefined where somebody else has it already. */
async function occupy(port = 0): Promise<number | undefined> {
  const server: Server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  open.push(server);
  return (server.address() as { port: number }).port;
}

async function listening(host: string, port: number | undefined): ReturnType<typeof listen> {
  const served = await listen((_, response) => response.end('here'), host, port);
  open.push(served.server);
  return served;
}

describe('the port', () => {
  test('is the default one, or the next that is free', async () => {
    await occupy(DEFAULT_PORT);
    const { port, urls } = await listening('127.0.0.1', undefined);
    expect(port).toBeGreaterThan(DEFAULT_PORT);
    expect(urls).toEqual([`http://127.0.0.1:${port}/`]);
    expect(await (await fetch(urls[0])).text()).toBe('here');
  });

  test('that was asked for and is in use is refused, and a free one named', async () => {
    const taken = (await occupy())!;
    const failure: unknown = await listening('127.0.0.1', taken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    const [, free] = /^port \d+ of 127\.0\.0\.1 is in use\n--port (\d+) is free\.$/.exec((failure as Failure).message)!;
    expect(Number(free)).toBeGreaterThan(taken);
    expect((await listening('127.0.0.1', Number(free))).port).toBe(Number(free));
  });

  test('of an address that is not here is refused in words', async () => {
    await expect(listening('192.0.2.1', 0)).rejects.toThrow(
      'cannot listen at 192.0.2.1: this machine has no such address',
    );
  });

  test('of every address is named by addresses that a browser takes', async () => {
    const { urls, port } = await listening('0.0.0.0', 0);
    expect(urls[0]).toBe(`http://127.0.0.1:${port}/`);
    expect(urls.join(' ')).not.toContain('0.0.0.0');
  });
});

test('Ctrl-C ends the server at once, whoever is connected', async () => {
  const served = await listening('127.0.0.1', 0);
  const [idle, busy] = [connect(served.port, '127.0.0.1'), connect(served.port, '127.0.0.1')];
  // They are cut off, which some systems call an error.
  for (const socket of [idle, busy])
    await once(
      socket.on('error', () => {}),
      'connect',
    );
  busy.write('GET / HTTP/1.1\r\nHost: ');
  const ended = untilInterrupted(served);
  process.emit('SIGINT');
  await ended;
  await expect(fetch(served.urls[0])).rejects.toThrow('fetch failed');
  expect(process.listenerCount('SIGINT')).toBe(0);
});
