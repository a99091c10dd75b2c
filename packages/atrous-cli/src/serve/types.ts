/** @file What a file is, by the end of its name. */

import { extname } from 'node:path';

interface Type {
  readonly type: string;
  /** Whether the bytes are text, which compression shrinks; pictures and fonts are compressed already. */
  readonly compressible?: boolean;
}

const text = (type: string): Type => ({ type: `${type}; charset=utf-8`, compressible: true });

const TYPES: Readonly<Record<string, Type>> = {
  '.html': text('text/html'),
  '.js': text('text/javascript'),
  '.mjs': text('text/javascript'),
  '.css': text('text/css'),
  '.txt': text('text/plain'),
  '.json': text('application/json'),
  '.map': text('application/json'),
  '.webmanifest': text('application/manifest+json'),
  '.svg': text('image/svg+xml'),
  '.wasm': { type: 'application/wasm', compressible: true },
  '.png': { type: 'image/png' },
  '.jpg': { type: 'image/jpeg' },
  '.webp': { type: 'image/webp' },
  '.gif': { type: 'image/gif' },
  '.ico': { type: 'image/x-icon' },
  '.woff2': { type: 'font/woff2' },
};

export const typeOf = (path: string): Type =>
  TYPES[extname(path).toLowerCase()] ?? { type: 'application/octet-stream' };
