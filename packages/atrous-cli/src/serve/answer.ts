/** @file One request, one answer: a file of the folders, or a sentence that says why not. */

import type { Stats } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Compressed, encodingFor } from './compress.js';
import { Folders, type Found, type Mount } from './folder.js';
import { answersTo } from './host.js';
import { typeOf } from './types.js';

/** Larger files go out as they are: compressing them would take longer than sending them. */
const COMPRESSED_UP_TO = 8 * 2 ** 20;

const ALWAYS: OutgoingHttpHeaders = {
  // The first two give the page SharedArrayBuffer, and with it the engine's threads.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The page that others may show in a frame. Where they are isolated themselves, a frame from elsewhere has to agree to it. */
const FRONT = /^\/(index\.html)?$/;
const EMBEDDABLE: OutgoingHttpHeaders = { 'cross-origin-resource-policy': 'cross-origin' };

/** Vite's names carry a hash of the contents (`assets/index-B3xk_1aQ.js`): what has the name never changes. */
const HASHED = /^\/assets\/[^/]+-[\w-]{8}\.\w+$/;

function refuse(response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders = {}): void {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, { ...ALWAYS, ...type, ...headers }).end(`${text}\n`);
}

/** The decoded path of a request; undefined for what is no path, or cannot be read as text. */
function addressOf(url: string): string | undefined {
  if (!url.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0]!);
  } catch {
    return undefined;
  }
}

const tagOf = ({ size, mtimeMs }: Stats): string => `W/"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;

function isUnchanged({ headers }: IncomingMessage, tag: string): boolean {
  const known = headers['if-none-match'];
  return known !== undefined && known.split(',').some((each) => each.trim() === tag);
}

/** Where nobody is left to tell, because the other side went away in the middle, the transfer just ends. */
async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, handle }: Found,
  address: string,
  compressed: Compressed,
): Promise<void> {
  const stats = await handle.stat();
  const [{ type, compressible }, tag] = [typeOf(path), tagOf(stats)];
  const headers: OutgoingHttpHeaders = {
    ...ALWAYS,
    ...(FRONT.test(address) ? EMBEDDABLE : {}),
    'content-type': type,
    'cache-control': HASHED.test(address) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
    ...(compressible ? { vary: 'accept-encoding' } : {}),
  };
  if (isUnchanged(request, tag)) return void response.writeHead(304, headers).end();
  const encoding =
    compressible && stats.size <= COMPRESSED_UP_TO ? encodingFor(request.headers['accept-encoding']) : undefined;
  if (encoding !== undefined) {
    const body = await compressed.of(path, tag, encoding, () => handle.readFile());
    response.writeHead(200, { ...headers, 'content-encoding': encoding, 'content-length': body.length });
    return void response.end(request.method === 'HEAD' ? undefined : body);
  }
  response.writeHead(200, { ...headers, 'content-length': stats.size });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(handle.createReadStream({ autoClose: false }), response).catch(() => response.destroy());
}

/**
 * Answers GET and HEAD for the files of `mounts`, to whoever names this machine as `Host`.
 *
 * @param bound the address or name that the server listens at
 */
export function answering(mounts: readonly Mount[], bound: string): RequestListener {
  const [folders, compressed] = [new Folders(mounts), new Compressed()];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!answersTo(request.headers.host, bound))
      return refuse(
        response,
        403,
        'This server answers to its own addresses only. If this name is its own, start it with --host and the name.',
      );
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Files are read here, and nothing else.', { allow: 'GET, HEAD' });
    const address = addressOf(request.url!);
    if (address === undefined) return refuse(response, 400, 'This is no address of a file.');
    if (folders.isMissingSlash(address)) return refuse(response, 308, 'See there.', { location: `${address}/` });
    const found = await folders.find(address);
    if (found === undefined) return refuse(response, 404, 'There is no such file.');
    try {
      await sendFile(request, response, found, address, compressed);
    } finally {
      await found.handle.close();
    }
  };
  return (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The file cannot be read.');
    });
  };
}
