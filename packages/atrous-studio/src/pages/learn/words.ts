/** @file The words of the Learn page and of the bar that leads through a lesson, in both languages. */

import { language, type WordsOf } from '../../kit/language.svelte.js';

const EN = {
  heading: 'Learn',
  lead: 'Each lesson is a few states of the real pages. Change anything on the way: the next step brings you back.',
  steps: (count: number) => `${count} steps`,
  lesson: 'Lesson',
  step: (number: number, count: number) => `Step ${number} of ${count}`,
  back: 'Back',
  next: 'Next',
  again: 'Show this step again',
  more: 'More lessons',
  end: 'End the lesson',
};

export type LearnWords = WordsOf<typeof EN>;

const ZH: LearnWords = {
  heading: '学习',
  lead: '每一课由真实页面的几个状态组成。途中可以随意修改：下一步会带你回来。',
  steps: (count) => `${count} 步`,
  lesson: '课',
  step: (number, count) => `第 ${number} 步，共 ${count} 步`,
  back: '上一步',
  next: '下一步',
  again: '重新显示这一步',
  more: '更多课程',
  end: '结束本课',
};

/** The page's words in the language in use. */
export const learnWords = (): LearnWords => language.pick({ en: EN, zh: ZH });
