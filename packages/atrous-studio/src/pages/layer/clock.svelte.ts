/** @file The timeline: where the animation stands, playing or not, how fast. */

/** Frames in a second at speed 1. */
const RATE = 1.1;

export const SPEEDS = [0.5, 1, 2, 8] as const;

export class Clock {
  /** In frames; between two frames the picture is in motion. */
  time: number = $state(0);
  playing: boolean = $state(false);
  speed: number = $state(1);

  #count: () => number;
  #last: number | undefined;
  #request = 0;
  readonly #settle: (frame: number) => void;

  /**
   * @param count   how many frames there are
   * @param settle  called with the frame at which playing stopped
   */
  constructor(count: () => number, settle: (frame: number) => void) {
    this.#count = count;
    this.#settle = settle;
  }

  get frame(): number {
    return Math.floor(this.time);
  }

  play(): void {
    if (this.playing || this.#count() < 2) return;
    this.playing = true;
    this.#last = undefined;
    this.#request = requestAnimationFrame(this.#tick);
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#request);
    this.time = this.frame;
    this.#settle(this.frame);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Stops at a frame; the first follows the last. */
  go(frame: number): void {
    this.playing = false;
    cancelAnimationFrame(this.#request);
    const count = Math.max(1, this.#count());
    this.time = ((frame % count) + count) % count;
  }

  stop(): void {
    this.playing = false;
    cancelAnimationFrame(this.#request);
  }

  readonly #tick = (now: number): void => {
    if (!this.playing) return;
    // A page that was hidden goes on where it was.
    const passed = Math.min(0.25, (now - (this.#last ?? now)) / 1000);
    this.#last = now;
    const count = Math.max(1, this.#count());
    this.time = (this.time + passed * RATE * this.speed) % count;
    this.#request = requestAnimationFrame(this.#tick);
  };
}
