import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_LINK, readRoute, writeRoute } from '../../src/kit/route.js';
import { readRecent, withRecent } from '../../src/kit/recent.js';

describe('addresses', () => {
  test('a page and its query come back as they were written', () => {
    const query = new URLSearchParams([
      ['in', '1,3,224,224'],
      ['text', 'a&b=c?d#e%'],
    ]);
    const hash = writeRoute({ page: 'layer', query });
    expect(hash).toContain('#/layer?in=1,3,224,224&');
    expect(readRoute(hash)).toEqual({ page: 'layer', query });
  });

  test('any text is read without an error, and no more of it than a link may have', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { page, query } = readRoute(text);
        expect(readRoute(writeRoute({ page, query })).query.toString()).toBe(query.toString());
      }),
    );
    expect(readRoute(`#/layer?a=${'x'.repeat(1e6)}`).query.get('a')!.length).toBeLessThan(LONGEST_LINK);
  });
});

describe('recent work', () => {
  test('is a list of links of this page; anything else that is kept is none', () => {
    expect(readRecent('[{"link":"#/layer","title":"a"},{"link":"javascript:alert(1)","title":"b"},3]')).toEqual([
      { link: '#/layer', title: 'a' },
    ]);
    for (const text of ['', 'null', '{', '7', '{"link":1}']) expect(readRecent(text)).toEqual([]);
  });

  test('has the latest first and each title once', () => {
    const list = withRecent(
      [
        { link: '#/layer?a', title: 'a' },
        { link: '#/layer?b', title: 'b' },
      ],
      {
        link: '#/layer?b2',
        title: 'b',
      },
    );
    expect(list).toEqual([
      { link: '#/layer?b2', title: 'b' },
      { link: '#/layer?a', title: 'a' },
    ]);
  });
});
