/** @file Copies the line that shows what is seen in somebody else's page. */

import { copy } from './clipboard.js';
import { type Embedded, embedLine, isLocal } from './embed.js';
import { language } from './language.svelte.js';
import { appearance } from './theme.svelte.js';

const WORDS = {
  en: {
    copied: 'Copied: a line of HTML that shows what you see.',
    local:
      'Copied. This studio is served to your own computer only: put its folder on your site, and its address into the line.',
  },
  zh: {
    copied: '已复制一行 HTML，它显示您看到的内容。',
    local: '已复制。这个工作室只对您自己的电脑提供服务：请把它的文件夹放到您的网站上，并在这一行里改用那里的地址。',
  },
};

/** In the theme and the language that are seen. */
export function copyEmbed(what: Pick<Embedded, 'link' | 'title' | 'height'>): Promise<void> {
  const address = location.origin + location.pathname;
  const line = embedLine({ ...what, address, theme: appearance.theme, lang: language.now });
  const words = language.pick(WORDS);
  return copy(line, isLocal(location.hostname) ? words.local : words.copied);
}
