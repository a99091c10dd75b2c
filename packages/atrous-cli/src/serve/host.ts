/**
 * @file Whom a server answers.
 *
 * A page elsewhere can have its own name resolve to 127.0.0.1 and then read, as "its own", what is served there (DNS
 * rebinding). Its requests carry that name in `Host`. Numbers cannot be rebound, so addresses are answered; of names,
 * only the ones that are this machine's.
 */

import { isIP } from 'node:net';
import { hostname } from 'node:os';

const HOST = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * @param header what the request names as `Host`
 * @param bound the address or name that the server listens at
 */
export function answersTo(header: string | undefined, bound: string): boolean {
  const [, ipv6, word] = HOST.exec(header ?? '') ?? [];
  const name = (ipv6 ?? word)?.toLowerCase();
  if (name === undefined) return false;
  if (isIP(name) !== 0 || name === bound.toLowerCase()) return true;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const own = hostname().toLowerCase();
  return !isLoopback(bound) && (name === own || name === `${own}.local`);
}
