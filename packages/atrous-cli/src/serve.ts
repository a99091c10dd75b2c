/** @file The output folder on this machine's own address, until Ctrl-C. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.png': 'image/png' };

/** The file that a request names; undefined where it would leave the folder, or cannot be read as a name. */
function fileOf(folder: string, url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'report.html' : path);
    return file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function answer(response: ServerResponse, file: string | undefined): Promise<void> {
  if (file === undefined || !(await isFile(file))) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such file.\n');
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  // Whoever goes away in the middle ends the transfer; there is nobody left to tell.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}

export interface Served {
  readonly url: string;
  readonly server: Server;
}

/** Serves `folder` (an absolute path) on 127.0.0.1, on any free port; `report.html` is the front page. */
export async function serveFolder(folder: string): Promise<Served> {
  const server = createServer((request, response) => void answer(response, fileOf(folder, request.url ?? '/')));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Resolves once Ctrl-C (or a polite kill) has ended a server with all its connections. */
export function untilInterrupted({ server }: Served): Promise<void> {
  return new Promise((ended) => {
    const end = (): void => {
      process.off('SIGINT', end).off('SIGTERM', end);
      server.close(() => ended());
      server.closeAllConnections();
    };
    process.on('SIGINT', end).on('SIGTERM', end);
  });
}
