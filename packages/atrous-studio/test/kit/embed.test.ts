import { describe, expect, test } from 'vitest';
import { embedLine, isLocal, readEmbedding } from '../../src/kit/embed.js';

describe('an embedded page', () => {
  test.each([
    ['', undefined],
    ['?theme=dark', undefined],
    ['?embed=0', undefined],
    ['?embed', { theme: undefined, lang: undefined }],
    ['?embed=1&theme=dark&lang=zh', { theme: 'dark', lang: 'zh' }],
    ['?embed&theme=%22%3E&lang=de', { theme: undefined, lang: undefined }],
  ])('is read from %j', (search, embedding) => {
    expect(readEmbedding(search)).toEqual(embedding);
  });

  test('has a line that reads back, and that no state breaks out of', () => {
    const link = `#/layer?op=x&k="><script>alert('1')</script>`;
    const line = embedLine({
      address: 'https://host/studio/',
      link,
      title: 'a "title" <b>',
      height: 420.2,
      theme: 'light',
      lang: 'en',
    });
    const [, src] = /src="([^"<>]*)"/.exec(line)!;
    const plain = src!
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(plain).toBe(`https://host/studio/?embed&theme=light&lang=en${link}`);
    expect(line.match(/[<>]/g)).toHaveLength(4);
    expect(line).toContain('height="421"');
  });

  test.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['[::1]', true],
    ['studio.localhost', true],
    ['localhost.example.org', false],
    ['127.example.org', false],
  ])('at %s is for this computer only: %s', (host, local) => {
    expect(isLocal(host)).toBe(local);
  });
});
