/** @file A port to listen at, and the end of it. */

import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EXIT, Failure } from '../failure.js';

/** Of no well-known program, so that no page of another one shares the origin's storage. */
export const DEFAULT_PORT = 2240;

/** How many ports are tried from the wished one on. */
const TRIES = 20;
const LAST_PORT = 65_535;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen there; ports from 1024 on are free for all',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'nobody knows this name',
  EAI_AGAIN: 'nobody knows this name',
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function open(answer: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(answer);
    server.once('error', reject);
    server.listen(port, host, () => resolve(server.off('error', reject)));
  });
}

/** The first free port from `port` on; undefined when there is none near. */
async function openNext(answer: RequestListener, host: string, port: number): Promise<Server | undefined> {
  for (let next = port; next < port + TRIES && next <= LAST_PORT; next++) {
    try {
      return await open(answer, host, next);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  return undefined;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** What to say of a wished port that is taken: which one is not. */
async function portInUse(host: string, port: number): Promise<Failure> {
  const server = await openNext(() => {}, host, port + 1);
  const hint = server === undefined ? '--port 0 takes any free one.' : `--port ${portOf(server)} is free.`;
  server?.close();
  return new Failure(EXIT.usage, `port ${port} of ${host} is in use`, hint);
}

const urlOf = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}/`;

/** `0.0.0.0` and `::` are every address of the machine: the ones that a browser can be given. */
function addressesOf(host: string): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [
    '127.0.0.1',
    ...others.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  ];
}

export interface Served {
  /** Where to open it, this machine's own address first. */
  readonly urls: readonly [string, ...string[]];
  readonly port: number;
  readonly server: Server;
}

/**
 * Listens at `host`.
 *
 * @param port 0 takes any free one; without one, the default port or the next free one
 * @throws Failure when `port` is in use, naming the next free one, or when nobody can listen there
 */
export async function listen(answer: RequestListener, host: string, port: number | undefined): Promise<Served> {
  let server: Server | undefined;
  try {
    server =
      port === undefined
        ? ((await openNext(answer, host, DEFAULT_PORT)) ?? (await open(answer, host, 0)))
        : await open(answer, host, port);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') throw await portInUse(host, port!);
    throw new Failure(EXIT.usage, `cannot listen at ${host}: ${REASONS[codeOf(error)] ?? (error as Error).message}`);
  }
  const taken = portOf(server);
  const urls = addressesOf(host).map((address) => urlOf(address, taken)) as [string, ...string[]];
  return { urls, port: taken, server };
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
