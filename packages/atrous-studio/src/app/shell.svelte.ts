/** @file Which page is open, and the address that follows its state. */

import { copyEmbed } from '../kit/copy-embed.js';
import { embedding } from '../kit/embed.js';
import type { OpenPage, PageEntry } from '../kit/page.js';
import { keepRecent } from '../kit/recent.js';
import { readRoute, writeRoute } from '../kit/route.js';
import { voice } from '../kit/say.svelte.js';
import { PAGES } from '../pages/registry.js';
import { findLesson, LESSON, type ShownLesson, splitLesson } from './lesson.js';
import { shellWords } from './words.js';

/** Browsers refuse more than some hundred changes of the address a minute. */
const ADDRESS_DELAY = 300;
/** Who stays at a state for so long has worked on it. */
const RECENT_DELAY = 4000;

const MOST_TOLD = 200;

/** Pixels for a whole page in somebody else's, where that one sets no height of its own. */
const PAGE_HEIGHT = 720;

export class Shell {
  entry: PageEntry = $state.raw(PAGES[0]!);
  page: OpenPage | undefined = $state.raw();
  failed: boolean = $state(false);
  lesson: ShownLesson | undefined = $state.raw();

  /** The hash that the page wrote last, so that its own change is not read again. */
  #written = '';
  #address: ReturnType<typeof setTimeout> | undefined;
  #recent: ReturnType<typeof setTimeout> | undefined;
  readonly #open = new Map<string, OpenPage>();

  /** Shows what the address says. */
  async follow(): Promise<void> {
    if (location.hash === this.#written && this.page !== undefined) return;
    const { page: id, query: whole } = readRoute(location.hash);
    const { own: query, lesson } = splitLesson(whole);
    void this.#follow(lesson);
    const found = PAGES.find((entry) => entry.id === id);
    if (id !== '' && found === undefined) voice.tell(shellWords().noPage(id.slice(0, 40)));
    await this.#show(found ?? PAGES[0]!, query, query.size > 0);
  }

  /** Shows the step of a lesson; null ends it. */
  async #follow(text: string | null): Promise<void> {
    const found = text === null ? undefined : await findLesson(text);
    if (text !== null && found === undefined) this.#tell([`${LESSON}=${text.slice(0, 40)}`]);
    this.lesson = found;
  }

  endLesson(): void {
    this.lesson = undefined;
  }

  /** Opens a page in the state in which it was left. */
  async visit(entry: PageEntry): Promise<void> {
    await this.#show(entry, new URLSearchParams(), false);
  }

  async #show(entry: PageEntry, query: URLSearchParams, isGiven: boolean): Promise<void> {
    this.entry = entry;
    this.failed = false;
    const known = this.#open.get(entry.id);
    if (known !== undefined) {
      this.page = known;
      if (isGiven) this.#tell(known.read(query));
    } else {
      this.page = undefined;
      try {
        const { open } = await entry.load();
        const { page, ignored } = open(query);
        this.#open.set(entry.id, page);
        if (this.entry !== entry) return;
        this.page = page;
        this.#tell(ignored);
      } catch (error) {
        console.error(error);
        this.failed = true;
      }
    }
  }

  #tell(ignored: readonly string[]): void {
    if (ignored.length === 0) return;
    const text = ignored.join('; ');
    voice.tell(shellWords().ignored(text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)} …` : text));
  }

  /** The address of what is shown. */
  link(): string {
    if (this.page === undefined) return '#/';
    const query = this.page.write();
    if (this.lesson !== undefined) query.set(LESSON, this.lesson.text);
    return writeRoute({ page: this.entry.id, query });
  }

  /** Writes the state into the address soon; a later call replaces an earlier one. */
  sync(link: string, title: string): void {
    clearTimeout(this.#address);
    this.#address = setTimeout(() => this.#write(link), ADDRESS_DELAY);
    if (embedding !== undefined) return;
    clearTimeout(this.#recent);
    this.#recent = setTimeout(() => keepRecent({ link, title }), RECENT_DELAY);
  }

  #write(link: string): void {
    if (location.hash === link) return;
    this.#written = link;
    const isOtherPage = readRoute(location.hash).page !== this.entry.id && location.hash !== '';
    history[isOtherPage ? 'pushState' : 'replaceState'](null, '', link);
  }

  async copyLink(): Promise<void> {
    clearTimeout(this.#address);
    const link = this.link();
    this.#write(link);
    keepRecent({ link, title: this.page?.title() ?? '' });
    try {
      await navigator.clipboard.writeText(location.href);
      voice.tell(shellWords().copied(location.href.length));
    } catch {
      voice.tell(shellWords().notCopied);
    }
  }

  /** The page that is open, for somebody else's page. */
  async copyEmbed(): Promise<void> {
    await copyEmbed({ link: this.link(), title: this.page?.title() ?? '', height: PAGE_HEIGHT });
  }

  undo(): void {
    if (!this.page?.session.canUndo) return;
    this.page.session.undo();
    voice.speak(shellWords().undone);
  }

  redo(): void {
    if (!this.page?.session.canRedo) return;
    this.page.session.redo();
    voice.speak(shellWords().redone);
  }
}
