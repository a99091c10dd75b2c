/** @file Requests as bytes, which no client tidies up. */

import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends `text`, after which the server is to close, and reads what it says. */
export function askRaw(port: number, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const [first, ...lines] = all.subarray(0, end).toString('latin1').split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line): [string, string] => {
          const [name, ...value] = line.split(': ');
          return [name!.toLowerCase(), value.join(': ')];
        }),
      );
      resolve({ status: Number(first!.split(' ')[1]), headers, body: all.subarray(end + 4) });
    });
  });
}

/** One GET, or another method, of a path as it stands. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', ...headers }: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers, connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return askRaw(port, `${method} ${path} HTTP/1.1\r\n${head}\r\n`);
}
