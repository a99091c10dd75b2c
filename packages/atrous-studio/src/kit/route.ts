/** @file Addresses: `#/layer?k=3&s=2`, a page and its state. */

export interface Route {
  readonly page: string;
  readonly query: URLSearchParams;
}

/** Longer links are cut off by chat programs and servers; what is hostile ends here too. */
export const LONGEST_LINK = 8192;

/** What a hash says; any text is an address of something. */
export function readRoute(hash: string): Route {
  const text = hash.replace(/^#?\/?/, '').slice(0, LONGEST_LINK);
  const [page = '', query = ''] = text.split(/\?(.*)/s);
  return { page: page.toLowerCase(), query: new URLSearchParams(query) };
}

/** Commas, brackets and `×` stay readable: they mean nothing in a hash. */
const readable = (query: URLSearchParams): string =>
  query
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%28', '(')
    .replaceAll('%29', ')')
    .replaceAll('%5B', '[')
    .replaceAll('%5D', ']');

/** The hash of a page in a state, `#` included. */
export function writeRoute({ page, query }: Route): string {
  const text = readable(query);
  return text === '' ? `#/${page}` : `#/${page}?${text}`;
}
