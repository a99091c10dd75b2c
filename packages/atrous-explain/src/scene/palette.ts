/**
 * @file How each role looks in each theme: the one table that all renderers read.
 *
 * The tap colours are the nine that a search found to lie furthest apart, 24 or more in CIE Lab in every pair, for
 * normal sight and for the three common deficiencies; each carries dark letters at 4.5 : 1 or more.
 */

import type { Role } from './scene.js';

export type Theme = 'light' | 'dark';

/** sRGB as `#rrggbb`. */
export type Hex = `#${string}`;

/** Neighbouring taps of a 3×3 kernel are far apart in lightness too. */
export const TAP_COLOURS: readonly Hex[] = [
  '#e1ee72',
  '#2396ff',
  '#f7c296',
  '#7d83bd',
  '#73fae2',
  '#bd8219',
  '#b5cdff',
  '#ec6f93',
  '#95874c',
];

export interface Look {
  readonly fill?: Hex;
  /** Opacity of the fill. */
  readonly alpha?: number;
  readonly stroke?: Hex;
  readonly strokeWidth?: number;
  /** Lengths of stroke and gap in pixels. */
  readonly dash?: readonly [number, number];
  /** Drawn over the fill. */
  readonly pattern?: { readonly kind: 'dots' | 'hatch' | 'cross'; readonly colour: Hex };
}

interface Colours {
  readonly paper: Hex;
  readonly plane: Hex;
  readonly ink: Hex;
  readonly muted: Hex;
  readonly grid: Hex;
  readonly frame: Hex;
  readonly padding: Hex;
  readonly paddingDots: Hex;
  readonly hatch: Hex;
  readonly done: Hex;
  readonly accent: Hex;
  readonly onAccent: Hex;
  readonly overlap: Hex;
  readonly negative: Hex;
}

const COLOURS: Readonly<Record<Theme, Colours>> = {
  light: {
    paper: '#fbfbf9',
    plane: '#ffffff',
    ink: '#1c212e',
    muted: '#5b6272',
    grid: '#d9dce3',
    frame: '#7c8496',
    padding: '#eef0f4',
    paddingDots: '#a9b0bf',
    hatch: '#aeb4c0',
    done: '#dfe8f7',
    accent: '#1f4fb4',
    onAccent: '#ffffff',
    overlap: '#6b8fd6',
    negative: '#c2571a',
  },
  dark: {
    paper: '#14171f',
    plane: '#1f2430',
    ink: '#eceef4',
    muted: '#a6aebd',
    grid: '#363d4b',
    frame: '#7c8496',
    padding: '#191d26',
    paddingDots: '#596275',
    hatch: '#596275',
    done: '#2c3b59',
    accent: '#8fb4ff',
    onAccent: '#10131c',
    overlap: '#41619f',
    negative: '#e8935c',
  },
};

/** Letters on tap colours are dark in both themes, since the colours are the same. */
const TAP_INK: Hex = '#10131c';

export const paperOf = (theme: Theme): Hex => COLOURS[theme].paper;

type LookOf = (colours: Colours) => Look;

const ink: LookOf = ({ ink }) => ({ fill: ink });
const muted: LookOf = ({ muted }) => ({ fill: muted });

const LOOKS: Readonly<Record<Role, LookOf>> = {
  plane: ({ plane }) => ({ fill: plane }),
  grid: ({ grid }) => ({ stroke: grid, strokeWidth: 1 }),
  frame: ({ frame }) => ({ stroke: frame, strokeWidth: 1.5 }),
  cut: ({ frame }) => ({ stroke: frame, strokeWidth: 1.5, dash: [2, 4] }),
  padding: ({ padding, paddingDots }) => ({ fill: padding, pattern: { kind: 'dots', colour: paddingDots } }),
  unread: ({ hatch }) => ({ pattern: { kind: 'hatch', colour: hatch } }),
  overhang: ({ frame }) => ({ stroke: frame, strokeWidth: 1, dash: [4, 3] }),
  zero: ({ padding, grid }) => ({ fill: padding, stroke: grid, strokeWidth: 1 }),
  cropped: ({ padding, hatch }) => ({ fill: padding, pattern: { kind: 'cross', colour: hatch } }),
  outputPadding: ({ accent }) => ({ stroke: accent, strokeWidth: 1.5, dash: [5, 3] }),
  card: ({ plane, grid }) => ({ fill: plane, stroke: grid, strokeWidth: 1 }),
  kernel: ({ ink }) => ({ stroke: ink, strokeWidth: 1.5 }),
  operation: ({ plane, frame }) => ({ fill: plane, stroke: frame, strokeWidth: 1.5 }),
  tap: ({ grid }) => ({ stroke: grid, strokeWidth: 0.5 }),
  tapFaint: () => ({ alpha: 0.35 }),
  window: ({ ink }) => ({ stroke: ink, strokeWidth: 2.5 }),
  covered: ({ done, accent }) => ({ fill: done, stroke: accent, strokeWidth: 0.5 }),
  beam: ({ accent }) => ({ fill: accent, alpha: 0.09 }),
  connector: ({ frame }) => ({ stroke: frame, strokeWidth: 1 }),
  stamp: ({ accent }) => ({ stroke: accent, strokeWidth: 1.5, dash: [6, 3] }),
  overlap: ({ overlap }) => ({ fill: overlap, alpha: 0.24 }),
  done: ({ done }) => ({ fill: done }),
  positive: ({ accent }) => ({ fill: accent, alpha: 0.055 }),
  negative: ({ negative }) => ({ fill: negative, alpha: 0.055 }),
  selected: ({ accent }) => ({ fill: accent }),
  winner: ({ accent }) => ({ fill: accent }),
  ghost: ({ frame }) => ({ stroke: frame, strokeWidth: 1, dash: [3, 3] }),
  ribbon: () => ({ alpha: 0.45 }),
  face: ({ plane, frame }) => ({ fill: plane, stroke: frame, strokeWidth: 1 }),
  faceTop: ({ padding, frame }) => ({ fill: padding, stroke: frame, strokeWidth: 1 }),
  faceSide: ({ grid, frame }) => ({ fill: grid, stroke: frame, strokeWidth: 1 }),
  block: ({ accent }) => ({ fill: accent, alpha: 0.16, stroke: accent, strokeWidth: 1 }),
  column: ({ accent }) => ({ fill: accent, alpha: 0.1, stroke: accent, strokeWidth: 0.75, dash: [3, 2] }),
  cube: ({ accent, plane }) => ({ fill: accent, stroke: plane, strokeWidth: 0.75 }),
  lens: ({ accent }) => ({ stroke: accent, strokeWidth: 1.5 }),
  title: ink,
  heading: ink,
  axis: ink,
  index: muted,
  letter: () => ({ fill: TAP_INK }),
  value: ink,
  count: ink,
  onSelected: ({ onAccent }) => ({ fill: onAccent }),
  formula: ink,
  note: muted,
  sentence: ink,
};

/** Roles whose fill is the tap's colour. */
const TAP_ROLES: ReadonlySet<Role> = new Set<Role>(['tap', 'tapFaint', 'ribbon']);
const TAP_STROKES: ReadonlySet<Role> = new Set<Role>(['connector']);
/** Each further covering adds as much again, up to this many. */
const MOST_LEVELS: Readonly<Partial<Record<Role, number>>> = { overlap: 4, positive: 8, negative: 8 };

/** What a mark of this role looks like. */
export function lookOf(role: Role, theme: Theme, tap?: number, level: number = 1): Look {
  const look = LOOKS[role](COLOURS[theme]);
  const most = MOST_LEVELS[role];
  if (most !== undefined) return { ...look, alpha: look.alpha! * Math.min(level, most) };
  if (tap === undefined) return look;
  const colour = TAP_COLOURS[tap % TAP_COLOURS.length]!;
  if (TAP_ROLES.has(role)) return { ...look, fill: colour };
  return TAP_STROKES.has(role) ? { ...look, stroke: colour, strokeWidth: 2 } : look;
}
