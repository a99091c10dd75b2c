/**
 * @file What the page looks at, from its state to its picture. The state holds what a link holds; the clock, what is pointed
 * at and the values are of the moment. The page and the picture in somebody else's page share it.
 */

import { type LayerState, type Scene, scene as drawScene, type View } from 'atrous-explain';
import { language } from '../../kit/language.svelte.js';
import { voice } from '../../kit/say.svelte.js';
import type { Session } from '../../kit/session.svelte.js';
import { appearance } from '../../kit/theme.svelte.js';
import { Clock } from './clock.svelte.js';
import { hasLens, lensCells, shownCells, stepped } from './lens.js';
import { channelsIn } from './planes.js';
import { Runner } from './runner.svelte.js';
import type { LayerPageState, Selection, Tab } from './state.js';
import { firstReader, type Sum, sumOf } from './sum.js';
import type { Values } from './values.js';
import { applyFix, type Fix, judge, type Legal, nearestLegal, type Verdict } from './verdict.js';
import {
  frameOf,
  framesAre,
  frameSizes,
  indexOf,
  isCut,
  isInside,
  sceneState,
  sizesOf,
  tabOf,
  tabsOf,
  viewOf,
} from './view.js';

/** Narrower than this, planes stand below each other. */
const NARROW = 560;

/** The layer that is drawn, and whether it is one that was there before. */
interface DrawnLayer {
  readonly legal: Legal | undefined;
  readonly isLast: boolean;
}

const MORPH_MS = 1400;

export class Viewer {
  readonly session: Session<LayerPageState>;
  /** The argument that was changed last. */
  changed: string = $state('');
  /** Of the picture's place, in pixels. */
  width: number = $state(800);
  /** What is pointed at. */
  hovered: Selection | undefined = $state.raw();

  readonly clock: Clock = new Clock(
    () => this.count,
    (frame) => this.#settle(frame),
  );
  readonly runner: Runner = new Runner();
  #lastLegal: Legal | undefined;
  #morphing = 0;

  /** Call it where a component begins: its effects live as long as that. */
  constructor(session: Session<LayerPageState>) {
    this.session = session;
    $effect(() => {
      if (this.tab === 'values' && this.shown) this.runner.want(this.shown, this.state);
    });
    // Spoken where nothing moves by itself.
    $effect(() => {
      if (this.scene && !this.clock.playing && this.hovered === undefined) voice.speak(this.scene.sentence);
    });
    $effect(() => () => this.stop());
  }

  get state(): LayerPageState {
    return this.session.state;
  }

  // What the library says.
  readonly verdict: Verdict = $derived.by(() => judge(this.state));
  readonly fixes: readonly Fix[] = $derived.by(() =>
    this.verdict.illegal ? nearestLegal(this.state, this.changed) : [],
  );
  readonly drawn: DrawnLayer = $derived.by(() => {
    if (this.verdict.legal) this.#lastLegal = this.verdict.legal;
    if (this.#lastLegal) return { legal: this.#lastLegal, isLast: true };
    const [fix] = this.fixes;
    return { legal: fix && judge(applyFix(this.state, fix)).legal, isLast: false };
  });
  readonly shown: Legal | undefined = $derived(this.drawn.legal);

  // Which picture.
  readonly tabs: readonly Tab[] = $derived(this.shown ? tabsOf(this.shown) : []);
  readonly tab: Tab | undefined = $derived(tabOf(this.state.tab, this.tabs));
  readonly view: View | undefined = $derived(
    this.shown && this.tab ? viewOf(this.tab, this.shown, this.state.morph) : undefined,
  );
  /** The sizes that the frames count, and how many there are. */
  readonly sizes: readonly number[] = $derived(this.shown && this.view ? frameSizes(this.view, this.shown) : []);
  readonly count: number = $derived(this.sizes.reduce((product, size) => product * size, this.sizes.length ? 1 : 0));
  readonly channels: { readonly channel: number; readonly inChannel: number } = $derived(
    this.shown ? channelsIn(this.shown, this.state) : { channel: 0, inChannel: 0 },
  );
  readonly narrow: boolean = $derived(this.width < NARROW);
  /** Whether the planes may be shown in parts. */
  readonly isCut: boolean = $derived(this.shown !== undefined && isCut(this.shown, this.state.lens));

  // What is looked at: what is pointed at, else what is pinned, else where the clock stands.
  readonly pinned: Selection | undefined = $derived.by(() => {
    const { selection } = this.state;
    return this.shown && this.view && selection && isInside(this.shown, this.view, selection) ? selection : undefined;
  });
  readonly #pinnedFrame: number | undefined = $derived.by(() => {
    const { shown, view, pinned } = this;
    if (!shown || !view || !pinned) return undefined;
    if (pinned.what === framesAre(view)) return frameOf(pinned.index, this.sizes);
    // In a picture that does not show everything the lens goes where the cell is read.
    if (pinned.what !== 'in' || !this.isCut) return undefined;
    const reader = firstReader(shown, this.channels.inChannel, pinned.index);
    return reader && frameOf(reader, this.sizes);
  });
  readonly #hoveredFrame: number | undefined = $derived(
    this.view && this.hovered?.what === framesAre(this.view) ? frameOf(this.hovered.index, this.sizes) : undefined,
  );
  /** In frames; between two of them the picture is in motion. */
  readonly time: number = $derived(
    this.#hoveredFrame ??
      (this.clock.playing
        ? this.clock.time
        : (this.#pinnedFrame ?? Math.min(this.clock.frame, Math.max(0, this.count - 1)))),
  );
  readonly frame: number = $derived(Math.floor(this.time));
  /** Where the frame stands: an index per axis. */
  readonly frameIndex: readonly number[] = $derived(
    indexOf(Math.min(this.frame, Math.max(0, this.count - 1)), this.sizes),
  );
  readonly looked: Selection | undefined = $derived(this.hovered ?? this.pinned);
  /** What is shown now, for the keyboard's cells. */
  readonly current: readonly Selection[] = $derived([
    ...(this.looked ? [this.looked] : []),
    ...(this.view ? [{ what: framesAre(this.view), index: this.frameIndex }] : []),
  ]);
  readonly isPinnedElse: boolean = $derived(
    this.pinned !== undefined && this.view !== undefined && this.pinned.what !== framesAre(this.view),
  );

  /** The real numbers, once somebody wants them and they are there. */
  readonly values: Values | undefined = $derived(
    this.tab === 'values' && this.shown ? this.runner.valuesFor(this.shown, this.state) : undefined,
  );
  readonly picture: LayerState | undefined = $derived.by(() => {
    const { shown, tab, values, channels } = this;
    if (!shown || !tab) return undefined;
    const numbers = values && this.runner.planes(values, shown, channels.channel, channels.inChannel);
    return sceneState({
      tab,
      state: { ...this.state, ...channels },
      legal: shown,
      narrow: this.narrow,
      reducedMotion: appearance.reducedMotion,
      lang: language.now,
      selection: this.looked,
      values: numbers && { ...numbers, all: !this.clock.playing },
    });
  });
  readonly scene: Scene | undefined = $derived(this.picture && drawScene(this.picture, this.time));

  /** The output that the sum is of. */
  readonly outputIndex: readonly number[] | undefined = $derived.by(() => {
    if (!this.shown || !this.view) return undefined;
    if (this.looked?.what === 'out') return this.looked.index;
    return this.view === 'stamp' ? undefined : indexOf(this.frame, this.sizes);
  });
  readonly sum: Sum | undefined = $derived(
    this.shown && this.outputIndex ? sumOf(this.shown, this.channels.channel, this.outputIndex) : undefined,
  );

  /** A change by hand. @param of  what it is of */
  set(next: LayerPageState, of: string): void {
    this.changed = of;
    this.session.set(next, of);
  }

  #settle(at: number): void {
    if (!this.view) return;
    const selection = { what: framesAre(this.view), index: indexOf(at, this.sizes) };
    this.session.move({ ...this.state, selection });
  }

  go(to: number): void {
    if (this.count === 0) return;
    this.clock.go(to);
    this.#settle(this.clock.frame);
  }

  toggle(): void {
    if (this.clock.playing) return this.clock.pause();
    this.clock.go(this.frame);
    if (this.#pinnedFrame !== undefined) this.session.move({ ...this.state, selection: undefined });
    this.clock.play();
  }

  stop(): void {
    this.clock.stop();
    cancelAnimationFrame(this.#morphing);
  }

  pick(selection: Selection): void {
    if (!this.shown || !this.view) return;
    if (selection.what === framesAre(this.view)) this.clock.go(frameOf(selection.index, this.sizes) ?? 0);
    this.session.set({ ...this.state, selection }, 'selection');
  }

  letGo(): void {
    this.hovered = undefined;
    if (this.pinned) this.session.set({ ...this.state, selection: undefined }, '');
  }

  /** Pointing turns no pages: what would move the lens needs a click. */
  hover(selection: Selection | undefined): void {
    const isFrame = selection !== undefined && this.view !== undefined && selection.what === framesAre(this.view);
    this.hovered = isFrame && this.isCut && this.#turnsPage(selection) ? undefined : selection;
  }

  /** Whether looking at a cell would show another part of the layer. */
  #turnsPage(selection: Selection): boolean {
    const at = frameOf(selection.index, this.sizes);
    if (!this.scene || !this.picture || at === undefined) return false;
    const next = drawScene({ ...this.picture, selection: undefined, values: undefined }, at);
    const parts = ({ grids }: Scene): string => JSON.stringify(grids.map(({ rows, columns }) => [rows, columns]));
    return parts(next) !== parts(this.scene);
  }

  /** A cell of the matrix: its row is an output. */
  matrixRow(row: number, isPick: boolean): void {
    if (!this.shown) return;
    const out: Selection = { what: 'out', index: indexOf(row, sizesOf(this.shown, 'out')) };
    if (isPick) this.pick(out);
    else if (String(this.looked?.index) !== String(out.index)) this.hover(out);
  }

  /** Cells a side that are shown of the largest plane; undefined in a picture without a lens. */
  readonly cells: number | undefined = $derived(
    this.scene && this.shown && this.view && hasLens(this.shown, this.view) ? shownCells(this.scene) : undefined,
  );

  /** So many cells a side, round what is looked at. */
  zoom(wanted: number): void {
    if (!this.shown || this.cells === undefined) return;
    const cells = lensCells(this.shown, wanted);
    const lens = cells === undefined ? undefined : { cells, at: this.frameIndex };
    this.session.set({ ...this.state, lens }, 'lens');
  }

  zoomStep(direction: 1 | -1): void {
    if (this.cells !== undefined) this.zoom(stepped(this.cells, direction));
  }

  /** The lens goes elsewhere, and what is looked at goes with it. @param cells  a side, where fingers also zoom */
  pan(place: readonly number[], cells: number): void {
    if (!this.shown || !this.view || this.cells === undefined) return;
    const wanted = lensCells(this.shown, cells);
    const lens = wanted === undefined ? undefined : { cells: wanted, at: place };
    const selection = { what: framesAre(this.view), index: place };
    this.clock.go(frameOf(place, this.sizes) ?? 0);
    this.hovered = undefined;
    this.session.set({ ...this.state, lens, selection }, 'lens');
  }

  open(tab: Tab): void {
    this.clock.stop();
    this.hovered = undefined;
    this.session.set({ ...this.state, tab }, '');
  }

  /** Stamps into a window, or back, with all that lies between. */
  morph(): void {
    cancelAnimationFrame(this.#morphing);
    const from = this.state.morph;
    const to = from > 0.5 ? 0 : 1;
    if (appearance.reducedMotion) return this.session.set({ ...this.state, morph: to }, 'morph');
    const start = performance.now();
    const step = (now: number): void => {
      const part = Math.min(1, (now - start) / MORPH_MS);
      this.session.set({ ...this.state, morph: Math.round((from + (to - from) * part) * 1000) / 1000 }, 'morph');
      if (part < 1) this.#morphing = requestAnimationFrame(step);
    };
    this.#morphing = requestAnimationFrame(step);
  }
}
