/** @file The words of the shell, in both languages. */

import { language, type WordsOf } from '../kit/language.svelte.js';

const EN = {
  brand: 'atrous studio',
  skip: 'Skip to the page',
  pages: 'Pages',
  undo: 'Undo',
  redo: 'Redo',
  copyLink: 'Copy link',
  copied: (length: number) => `Link copied, ${length} characters. It holds everything that you see.`,
  notCopied: 'The browser did not allow copying. The link stands in the address bar.',
  copyEmbed: 'Copy <iframe> for a page of yours',
  endLesson: 'End the lesson',
  palette: 'Find anything',
  paletteHint: 'A page, a layer class, a lesson, an action …',
  kind: (kind: 'recent' | 'action' | 'page' | 'lesson' | 'class') =>
    ({ recent: 'recent', action: 'action', page: 'page', lesson: 'lesson', class: 'layer class' })[kind],
  nothingFound: (text: string) => `Nothing is called “${text}”.`,
  foundCount: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  keyPalette: 'find anything: pages, classes, lessons, recent work, actions',
  recent: 'Recent',
  noRecent: 'Nothing yet. What you work on is kept here, in this browser only.',
  theme: 'Light or dark',
  toLanguage: '中文',
  toLanguageLabel: '切换到中文',
  help: 'Keys and help',
  close: 'Close',
  keysHere: 'On this page',
  keysAll: 'Everywhere',
  keyHelp: 'this help',
  keyUndo: 'undo, redo',
  keyLink: 'copy a link to what you see',
  keyTheme: 'light or dark',
  helpText:
    'Everything runs in this page. Nothing that you type or drop leaves your computer. Each state has a link of its own: copy it to share exactly what you see.',
  ignored: (what: string) => `Not understood in this link, and left out: ${what}`,
  noPage: (name: string) => `There is no page “${name}” here. This is the first one.`,
  loading: 'Loading …',
  openStudio: 'Open in atrous studio',
  failed: 'This part did not load. Check the connection and try again.',
  retry: 'Try again',
  undone: 'Taken back.',
  redone: 'Done again.',
};

export type ShellWords = WordsOf<typeof EN>;

const ZH: ShellWords = {
  brand: 'atrous 工作室',
  skip: '跳到正文',
  pages: '页面',
  undo: '撤销',
  redo: '重做',
  copyLink: '复制链接',
  copied: (length) => `链接已复制，共 ${length} 个字符，包含您看到的一切。`,
  notCopied: '浏览器不允许复制。链接就在地址栏里。',
  copyEmbed: '复制 <iframe>，放进您自己的网页',
  endLesson: '结束课程',
  palette: '查找一切',
  paletteHint: '页面、层、课程、操作……',
  kind: (kind) => ({ recent: '最近', action: '操作', page: '页面', lesson: '课程', class: '层' })[kind],
  nothingFound: (text) => `没有叫“${text}”的东西。`,
  foundCount: (count) => `${count} 个结果`,
  keyPalette: '查找一切：页面、层、课程、最近的工作、操作',
  recent: '最近',
  noRecent: '还没有内容。您的工作只保存在这个浏览器里。',
  theme: '浅色或深色',
  toLanguage: 'English',
  toLanguageLabel: 'EN: English',
  help: '按键与帮助',
  close: '关闭',
  keysHere: '本页',
  keysAll: '全局',
  keyHelp: '打开此帮助',
  keyUndo: '撤销、重做',
  keyLink: '复制当前状态的链接',
  keyTheme: '浅色或深色',
  helpText:
    '一切都在本页内运行，您输入或拖入的内容不会离开这台电脑。每个状态都有自己的链接：复制它，就能分享眼前的一切。',
  ignored: (what) => `链接中有些内容无法识别，已忽略：${what}`,
  noPage: (name) => `这里没有“${name}”页面，为您打开第一页。`,
  loading: '正在加载……',
  openStudio: '在 atrous 工作室中打开',
  failed: '这一部分没有加载成功。请检查网络后重试。',
  retry: '重试',
  undone: '已撤销。',
  redone: '已重做。',
};

/** Both tables, for words that are found in both. */
export const BOTH_SHELLS: { readonly en: ShellWords; readonly zh: ShellWords } = { en: EN, zh: ZH };

/** The shell's words in the language in use. */
export const shellWords = (): ShellWords => language.pick({ en: EN, zh: ZH });
