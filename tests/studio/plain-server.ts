/** @file A host of static files that knows nothing of isolation, as most are; and what it was asked for. */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export interface PlainServer {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves `folder` at `/some/where/`.
 *
 * @param port 0 for any
 * @param delays milliseconds before the answer, by file name
 */
export async function plainServer(
  folder: string,
  port = 0,
  delays: Readonly<Record<string, number>> = {},
): Promise<PlainServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://host').pathname.replace(/^\/some\/where\//, '');
    const file = path === '' ? 'index.html' : path;
    asked.push(file);
    setTimeout(() => {
      readFile(join(folder, file)).then(
        (body) => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body),
        () => response.writeHead(404).end('nothing here'),
      );
    }, delays[file] ?? 0);
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}/some/where/`,
    port: taken,
    asked,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
