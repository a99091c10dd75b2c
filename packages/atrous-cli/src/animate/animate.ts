/** @file `atrous animate`: the frames of a scene, written as files or in words. */

import { describeScene, frameCount, renderSvg, renderTikz, scene, type SceneState, type Theme } from 'atrous-explain';
import { film, filmedPositions, GifWriter, sampledFrames } from 'atrous-explain/animation';
import { EXIT, Failure } from '../failure.js';
import { fold, outputWidth } from '../run/wrap.js';
import { inPixels, type Size, scenePixels, scenePng, strokeSvg } from '../scene/raster.js';
import { sceneState } from '../scene/state.js';
import { writeResult } from '../scene/words.js';
import { print, printJson } from '../words/print.js';
import type { AnimateFlags } from './command.js';
import { sceneFailureWords } from '../scene/failure-words.js';

/** Pixels of a PNG for each unit of the picture. */
const ZOOM = 2;

/** @throws Failure for what cannot be read, drawn or written */
export async function animate(layer: string, flags: AnimateFlags): Promise<void> {
  const { view, channel, theme, lang } = flags;
  const state = { ...drawable({ layer, sizes: flags.in, view, channel, lang }), reducedMotion: flags.stepped === true };
  const step = frameOf(state, flags.step);
  if (flags.svg !== undefined)
    await written(flags.svg, renderSvg(scene(state, step), { theme }), `frame ${step}`, flags);
  if (flags.tex !== undefined)
    await written(flags.tex, renderTikz(scene(state, step), { theme }), `frame ${step}`, flags);
  if (flags.png !== undefined || flags.gif !== undefined) await writePixels(inPixels(state), step, flags);
  if (flags.json) printJson(framesJson(state, flags.step));
  else if ([flags.svg, flags.tex, flags.png, flags.gif].every((path) => path === undefined))
    sayFrames(state, flags.step);
}

/** A scene that can be made: of some chains of layers there is none. */
function drawable(wanted: Parameters<typeof sceneState>[0]): SceneState {
  const state = sceneState(wanted);
  try {
    frameCount(state);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(EXIT.usage, error.message);
  }
  return state;
}

/** @throws Failure for a frame that does not exist */
function frameOf(state: SceneState, wanted: number | undefined): number {
  const count = frameCount(state);
  const step = wanted ?? Math.floor(count / 3);
  if (step < count) return step;
  const words = sceneFailureWords(state.lang);
  throw new Failure(EXIT.usage, words.noFrame(step), words.range(count - 1));
}

/** With `--json` nothing else stands on stdout. */
async function written(
  path: string,
  content: Uint8Array | string,
  what: string,
  { json }: Pick<AnimateFlags, 'json'>,
): Promise<void> {
  await writeResult(path, content);
  if (!json) print(`${path}: ${what}`);
}

async function writePixels(
  state: SceneState,
  step: number,
  { png, gif, theme, ...flags }: AnimateFlags,
): Promise<void> {
  if (png !== undefined) await written(png, await scenePng(scene(state, step), theme, ZOOM), `frame ${step}`, flags);
  if (gif !== undefined) await writeGif(gif, state, theme, flags);
}

async function writeGif(
  path: string,
  state: SceneState,
  theme: Theme,
  { fps, stepped, json }: Pick<AnimateFlags, 'fps' | 'stepped' | 'json'>,
): Promise<void> {
  const { shots, shown, all } = film(state, { fps, stepped: stepped === true });
  const size: Size = {
    width: Math.max(...shots.map((shot) => shot.scene.width)),
    height: Math.max(...shots.map((shot) => shot.scene.height)),
  };
  const pixels = (at: number): Promise<Uint8Array> => scenePixels(strokeSvg(shots[at]!.scene, theme), theme, size);
  const samples = await Promise.all(sampledFrames(shots.length).map(pixels));
  const writer = new GifWriter(samples, size.width, size.height);
  for (const [at, { delay }] of shots.entries()) writer.add({ rgba: await pixels(at), delay });
  const part = shown < all && state.view !== 'morph' ? `${shown} of ${all} positions` : `${shots.length} frames`;
  await written(path, writer.finish(), `${part}, ${size.width} × ${size.height}`, { json });
}

/** What all frames show, or one with all its marks. */
function framesJson(state: SceneState, step: number | undefined): object {
  const count = frameCount(state);
  const shown = step === undefined ? filmedPositions(count) : [step];
  const first = scene(state, shown[0]!);
  const { title, description } = first;
  const sentences = shown.map((frame) => ({ frame, sentence: scene(state, frame).sentence }));
  return {
    title,
    view: state.view,
    frames: count,
    description,
    sentences,
    ...(step === undefined ? {} : { scene: first }),
  };
}

/** The sentences of all frames, or of one. */
function sayFrames(state: SceneState, step: number | undefined): void {
  const frames = step === undefined ? filmedPositions(frameCount(state)) : [step];
  const first = scene(state, frames[0]!);
  const width = outputWidth();
  const lines =
    frames.length === 1
      ? [fold(describeScene(first), width)]
      : [
          fold(first.title, width, 4),
          ...frames.map((frame) => fold(`${String(frame).padStart(6)}  ${scene(state, frame).sentence}`, width, 8)),
        ];
  print(lines.join('\n'));
}
