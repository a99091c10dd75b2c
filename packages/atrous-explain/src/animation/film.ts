/** @file Which moments of a scene make an animation, and for how long each is shown. */

import { frameCount, HOLD, type LayerState, scene, type Scene, type SceneState } from '../scene/index.js';

export interface Shot {
  readonly scene: Scene;
  /** In milliseconds. */
  readonly delay: number;
}

export interface Film {
  readonly shots: readonly Shot[];
  /** Positions that are shown, and how many there are. */
  readonly shown: number;
  readonly all: number;
}

export interface Tempo {
  /** Pictures per second while something moves. */
  readonly fps: number;
  /** No motion between positions. */
  readonly stepped: boolean;
  /**
   * The first of so many positions as a film holds, one after the other. By default positions of the whole, evenly spread where
   * there are too many.
   */
  readonly from?: number | undefined;
}

/** For how long one position rests and for how long it moves to the next, in milliseconds. */
const REST = 450;
const MOTION = 300;
/** More positions than this make a film that nobody watches to its end. */
export const MOST_POSITIONS = 64;
/** The longest rest that a GIF holds well, at the ends of a morph. */
const LONG_REST = 1200;

/** The positions: all of them, or evenly spread ones, or those from one on. */
export function filmedPositions(count: number, from?: number): number[] {
  if (from !== undefined) {
    const first = Math.max(0, Math.min(from, count - MOST_POSITIONS));
    return Array.from({ length: Math.min(count, MOST_POSITIONS) }, (_, i) => first + i);
  }
  if (count <= MOST_POSITIONS) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: MOST_POSITIONS }, (_, i) => Math.floor((i * count) / MOST_POSITIONS));
}

/** Scenes that hold the same marks look the same. */
const isSame = (a: Scene, b: Scene): boolean =>
  a.sentence === b.sentence &&
  JSON.stringify([a.rects, a.lines, a.paths, a.texts]) === JSON.stringify([b.rects, b.lines, b.paths, b.texts]);

/** The shots of a scene: each position at rest, and between neighbours the motion. */
export function film(state: SceneState, tempo: Tempo): Film {
  if (state.view === 'morph') return morphFilm(state, tempo);
  const all = frameCount(state);
  const positions = filmedPositions(all, tempo.from);
  const isRow = positions.length === all || tempo.from !== undefined;
  const steps = tempo.stepped || !isRow ? 0 : Math.max(1, Math.round((MOTION * tempo.fps) / 1000));
  const shots: Shot[] = [];
  for (const position of positions) {
    const rest = scene(state, position);
    shots.push({ scene: rest, delay: steps === 0 ? REST + MOTION : REST });
    const moving = Array.from({ length: steps }, (_, i) =>
      scene(state, position + HOLD + ((1 - HOLD) * (i + 1)) / (steps + 1)),
    );
    if (moving.length === 0) continue;
    if (isSame(moving[0]!, rest)) shots[shots.length - 1] = { scene: rest, delay: REST + MOTION };
    else shots.push(...moving.map((moment) => ({ scene: moment, delay: Math.round(MOTION / steps) })));
  }
  return { shots, shown: positions.length, all };
}

/** Pictures from one end of a morph to the other. */
const MORPH_MS = 1800;

/** The output cell in the middle, from stamps to window and back. */
function morphFilm(state: LayerState, { fps, stepped }: Tempo): Film {
  const all = frameCount(state);
  const position = middlePosition(state);
  const steps = stepped ? 1 : Math.max(2, Math.round((MORPH_MS * fps) / 1000));
  const at = (morph: number): Scene => scene({ ...state, morph }, position);
  const there = Array.from({ length: steps + 1 }, (_, i) => {
    const isEnd = i === 0 || i === steps;
    return { scene: at(i / steps), delay: isEnd ? LONG_REST : Math.round(MORPH_MS / steps) };
  });
  const back = there.slice(1, -1).toReversed();
  return { shots: [...there, ...back], shown: 1, all };
}

/** Near the middle of the output, where the most stamps meet. */
function middlePosition(state: LayerState): number {
  const all = frameCount(state);
  const candidates = Array.from({ length: Math.min(all, 48) }, (_, i) => Math.floor(all / 3) + i).filter(
    (i) => i < all,
  );
  const meetings = (position: number): number =>
    scene({ ...state, morph: 0 }, position).rects.filter(({ cell, role }) => cell?.plane === 'input' && role === 'tap')
      .length;
  return candidates.reduce(
    (best, position) => (meetings(position) > meetings(best) ? position : best),
    candidates[0] ?? 0,
  );
}
