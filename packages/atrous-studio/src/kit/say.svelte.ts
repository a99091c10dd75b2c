/** @file What the page says: short notices that are seen, and a line that screen readers speak. */

class Voice {
  /** The notice that is shown; undefined most of the time. */
  notice: string | undefined = $state();
  /** What the live region holds. */
  line: string = $state('');

  #hide: ReturnType<typeof setTimeout> | undefined;
  #speak: ReturnType<typeof setTimeout> | undefined;

  /** Shows a notice for a while, and speaks it. */
  tell(text: string): void {
    clearTimeout(this.#hide);
    this.notice = text;
    this.#hide = setTimeout(() => (this.notice = undefined), Math.max(2500, text.length * 70));
  }

  dismiss(): void {
    clearTimeout(this.#hide);
    this.notice = undefined;
  }

  /** Speaks a line once nothing new has come for a moment, so that a drag is one sentence and not fifty. */
  speak(text: string): void {
    clearTimeout(this.#speak);
    this.#speak = setTimeout(() => (this.line = text), 350);
  }
}

export const voice: Voice = new Voice();
