/** @file The page's part of an animation: it draws each frame, and the thread makes the file. */

import { Thread } from '../../../thread/thread.js';
import { imageOf } from '../exports.js';
import type { Plan, PlanQuestion, QUESTIONS } from './film.js';

type Questions = typeof QUESTIONS;

/** In milliseconds: a film of the largest kernels takes some seconds. */
const PATIENCE = 60_000;

export class GifMaker {
  readonly #thread = new Thread({
    start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
    here: async (name, question) => (await import('./film.js')).answerHere(name, question),
    patience: PATIENCE,
  });
  #plan: Plan | undefined;
  #context: CanvasRenderingContext2D | undefined;
  /** Paper behind frames that are smaller than the largest. */
  readonly #paper: string;

  constructor(paper: string) {
    this.#paper = paper;
  }

  async #ask<Name extends keyof Questions>(
    name: Name,
    question: Parameters<Questions[Name]>[0],
  ): Promise<ReturnType<Questions[Name]>> {
    return (await this.#thread.ask(name, question)) as ReturnType<Questions[Name]>;
  }

  /** What the animation will be. */
  async plan(question: PlanQuestion): Promise<Plan> {
    this.#plan = await this.#ask('plan', question);
    this.#context = undefined;
    return this.#plan;
  }

  /** Pixels of a frame, [height, width, 4]. */
  async #pixels(at: number): Promise<Uint8Array> {
    const { width, height } = this.#plan!;
    const image = await imageOf(await this.#ask('draw', at));
    if (this.#context === undefined) {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      this.#context = canvas.getContext('2d', { willReadFrequently: true })!;
    }
    const context = this.#context;
    context.fillStyle = this.#paper;
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
  }

  /** About how many bytes it will have. */
  async estimate(): Promise<number> {
    const { samples, frames } = this.#plan!;
    const pairs: (readonly [Uint8Array, Uint8Array])[] = [];
    for (const at of samples)
      pairs.push([await this.#pixels(at), await this.#pixels(Math.min(at + 1, frames - 1))] as const);
    return this.#ask('estimate', pairs);
  }

  /**
   * The animation that was planned.
   *
   * @param progress  called with the frames that are done
   * @returns undefined where `signal` ended it
   */
  async make(progress: (done: number) => void, signal: AbortSignal): Promise<Blob | undefined> {
    const { samples, frames } = this.#plan!;
    const colours: Uint8Array[] = [];
    for (const at of samples) colours.push(await this.#pixels(at));
    await this.#ask('begin', colours);
    let drawing = this.#pixels(0);
    for (let at = 0; at < frames; at++) {
      const rgba = await drawing;
      if (signal.aborted) return undefined;
      // The page draws the next frame while the thread writes this one.
      if (at + 1 < frames) drawing = this.#pixels(at + 1);
      await this.#ask('add', { at, rgba });
      progress(at + 1);
    }
    return new Blob([await this.#ask('finish', undefined)], { type: 'image/gif' });
  }

  end(): void {
    this.#thread.end();
  }
}
