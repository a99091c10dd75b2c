/**
 * @file The thread's part of an animation: its moments as SVG, and the file that grows of their pixels. Only a page can turn
 * one into the other, so each frame goes there and back.
 */

import { type LayerState, renderSvg, type Theme } from 'atrous-explain';
import { type Film, film, GifWriter, sampledFrames, type Tempo } from 'atrous-explain/animation';

export interface PlanQuestion {
  readonly state: LayerState;
  readonly theme: Theme;
  readonly tempo: Tempo;
}

/** What an animation will be. */
export interface Plan {
  readonly frames: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** In seconds. */
  readonly seconds: number;
  /** Positions that are shown, and how many there are. */
  readonly shown: number;
  readonly all: number;
  /** Frames that tell the colours of all. */
  readonly samples: readonly number[];
}

/** What is at work. */
let kept: { readonly plan: Plan; readonly film: Film; readonly theme: Theme; writer?: GifWriter } | undefined;

function open(): NonNullable<typeof kept> {
  if (kept === undefined) throw new Error('No animation is planned.');
  return kept;
}

function writing(): GifWriter {
  const { writer } = open();
  if (writer === undefined) throw new Error('No animation is begun.');
  return writer;
}

function plan({ state, theme, tempo }: PlanQuestion): Plan {
  const made = film(state, tempo);
  const { shots, shown, all } = made;
  const found: Plan = {
    frames: shots.length,
    width: Math.ceil(Math.max(...shots.map(({ scene }) => scene.width))),
    height: Math.ceil(Math.max(...shots.map(({ scene }) => scene.height))),
    seconds: shots.reduce((sum, { delay }) => sum + delay, 0) / 1000,
    shown,
    all,
    samples: sampledFrames(shots.length),
  };
  kept = { plan: found, film: made, theme };
  return found;
}

/** One frame as SVG. */
function draw(at: number): string {
  const { film: made, theme } = open();
  return renderSvg(made.shots[at]!.scene, { theme });
}

/** Bytes that the file will have, about: a first frame, and as many changes as there are others, like those that are given. */
function estimate(pairs: readonly (readonly [Uint8Array, Uint8Array])[]): number {
  const { width, height, frames } = open().plan;
  const samples = pairs.map(([rgba]) => rgba);
  const first = new GifWriter(samples, width, height);
  first.add({ rgba: samples[0]!, delay: 0 });
  const changes = pairs.map(([before, after]) => {
    const writer = new GifWriter(samples, width, height);
    writer.add({ rgba: before, delay: 0 });
    const start = writer.length;
    writer.add({ rgba: after, delay: 0 });
    return writer.length - start;
  });
  return first.length + ((frames - 1) * changes.reduce((a, b) => a + b, 0)) / changes.length;
}

function begin(samples: readonly Uint8Array[]): void {
  const { width, height } = open().plan;
  open().writer = new GifWriter(samples, width, height);
}

function add({ at, rgba }: { readonly at: number; readonly rgba: Uint8Array }): void {
  writing().add({ rgba, delay: open().film.shots[at]!.delay });
}

/** The file; what was at work is forgotten. */
function finish(): Uint8Array<ArrayBuffer> {
  const bytes = writing().finish();
  kept = undefined;
  return bytes;
}

export const QUESTIONS = { plan, draw, estimate, begin, add, finish };
type Name = keyof typeof QUESTIONS;

/** Answers in this thread. */
export async function answerHere(name: string, question: unknown): Promise<unknown> {
  const answer = QUESTIONS[name as Name] as (question: unknown) => unknown;
  return answer(question);
}
