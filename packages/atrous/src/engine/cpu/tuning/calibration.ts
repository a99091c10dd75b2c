/**
 * @file Tiles chosen by timing them. Whatever is chosen, results keep their bits: a set of tiles has to give those of the
 * set that the table names, and the right ones, before it is timed.
 */

import { ArgumentError, type ErrorDetails } from '../../../errors.js';
import type { Features } from '../features.js';
import { Machine } from '../machine.js';
import { engineName, processorModel } from './identity.js';
import { type LoadedSample, type Sample, isRight, loadSample, sampleOf } from './sample.js';
import { type TileSet, candidatesOf, tilesOf } from '../tiles.js';

declare const performance: { now(): number };

/** Sums that are cut into chunks, panels of two heights, tiles that are not full. */
const CHECKED = { channels: 29, taps: 700, vectors: 5 };
/** Many channels, which gather their inputs, and few, which read them in place. */
const TIMED = [
  { channels: 60, taps: 72, vectors: 48 },
  { channels: 6, taps: 72, vectors: 48 },
];

/** Milliseconds for each set until V8 has optimised its kernels, most of them, and of each of the turns that count. */
const WARM_UP_MS = 6;
const TURN_MS = 0.4;
const TURNS = 5;

/** A set that was found to be right, and how fast it is. */
export interface Rated {
  readonly set: TileSet;
  /** Operations in a nanosecond, the mean of the samples. */
  readonly gflops: number;
}

const sameBits = (a: Float32Array, b: Float32Array): boolean => {
  const [x, y] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
  return x.length === y.length && x.every((bits, i) => bits === y[i]);
};

/** Sums of a sample by a set of tiles, in a memory of their own. */
function sumsBy(features: Features, set: TileSet, sample: Sample): Float32Array {
  const { run, result } = loadSample(new Machine(features, set), sample);
  run();
  return result();
}

/** Those sets that give the bits of the table's set, and right ones. */
export function verified(features: Features, sets: readonly TileSet[]): TileSet[] {
  const sample = sampleOf(CHECKED);
  const usual = sumsBy(features, tilesOf(features), sample);
  if (!isRight(sample, usual)) return [];
  return sets.filter((set) => sameBits(sumsBy(features, set, sample), usual));
}

/** Milliseconds of a run, of a group of runs that a coarse clock can measure. */
function timeOf({ run }: LoadedSample): number {
  const start = performance.now();
  let runs = 0;
  let time = 0;
  do {
    for (let i = 0; i < 4; i++) run();
    runs += 4;
    time = performance.now() - start;
  } while (time < TURN_MS);
  return time / runs;
}

/** Verified sets with their speeds: the best of turns that go round, so that a busy neighbour meets all of them. */
export function rated(features: Features, sets: readonly TileSet[]): Rated[] {
  const samples = TIMED.map(sampleOf);
  const loaded = sets.map((set) => {
    const machine = new Machine(features, set);
    return { set, runs: samples.map((sample) => ({ sample: loadSample(machine, sample), best: Infinity })) };
  });
  for (const { runs } of loaded)
    for (const end = performance.now() + WARM_UP_MS; performance.now() < end;)
      for (const { sample } of runs) sample.run();
  for (let turn = 0; turn < TURNS; turn++)
    for (const { runs } of loaded) for (const timed of runs) timed.best = Math.min(timed.best, timeOf(timed.sample));
  return loaded.map(({ set, runs }) => {
    const speeds = runs.map(({ best }, i) => {
      const { channels, taps, vectors } = TIMED[i]!;
      return (8 * channels * taps * vectors) / best / 1e6;
    });
    return { set, gflops: speeds.reduce((a, b) => a + b) / speeds.length };
  });
}

/** What was found on one machine, as plain JSON. */
export interface Calibration {
  readonly format: 'atrous calibration 1';
  /** The JavaScript engine and the processor that it holds for. */
  readonly engine: string;
  readonly cpu: string;
  /** Whether V8's re-vectoriser was on. */
  readonly revectorized: boolean;
  /** Name of the set of tiles that is used. */
  readonly tiles: string;
  /** Operations in a nanosecond by each set that gave the right bits. */
  readonly gflops: Readonly<Record<string, number>>;
}

const FORMAT = 'atrous calibration 1';

/** This engine and this processor. */
const here = ({ arm }: Features): Pick<Calibration, 'engine' | 'cpu'> => ({
  engine: engineName(),
  cpu: `${arm ? 'arm' : 'x86'} ${processorModel()}`.trim(),
});

/** The tiles that an engine runs on, and how they were found; null by the table. */
export interface Choice {
  readonly set: TileSet;
  readonly calibration: Calibration | null;
}

/** Times sets that give the right bits and takes the fastest. */
function calibrate(features: Features, sets: readonly TileSet[], revectorized: boolean): Choice {
  const found = rated(features, verified(features, sets)).toSorted((a, b) => b.gflops - a.gflops);
  const set = found[0]?.set ?? tilesOf(features);
  const gflops = Object.fromEntries(found.map(({ set, gflops }) => [set.name, Math.round(10 * gflops) / 10]));
  return { set, calibration: { format: FORMAT, ...here(features), revectorized, tiles: set.name, gflops } };
}

/** What a choice of tiles depends on besides the engine. */
export interface ChoiceOptions {
  readonly tune: boolean;
  /** Whether V8's re-vectoriser is on: sets for it are tried, and taken where they pay. */
  readonly revectorized: boolean;
  readonly imported: Calibration | null;
}

/** The tiles of an engine: by an imported calibration, by timing where that is wanted, or by the table. */
export function chooseTiles(features: Features, { tune, revectorized, imported }: ChoiceOptions): Choice {
  const sets = candidatesOf(features, revectorized);
  const known = sets.find(({ name }) => name === imported?.tiles);
  if (known && imported?.revectorized === revectorized && verified(features, [known]).length > 0)
    return { set: known, calibration: imported };
  if (tune) return calibrate(features, sets, revectorized);
  if (revectorized) return calibrate(features, [sets[0]!, ...sets.filter(({ paired }) => paired)], true);
  return { set: sets[0]!, calibration: null };
}

/**
 * A calibration that was read from JSON.
 *
 * @throws ArgumentError for what is none, and for one that was made elsewhere
 */
export function checkedCalibration(json: unknown, features: Features): Calibration {
  const refuse = (message: string, details?: ErrorDetails): never => {
    throw new ArgumentError(`importCalibration: ${message}`, details);
  };
  const value: unknown = typeof json === 'string' ? parsed(json) : json;
  if (typeof value !== 'object' || value === null)
    return refuse('what exportCalibration() gave is expected, or its JSON');
  const { format, engine, cpu, revectorized, tiles, gflops } = value as Record<keyof Calibration, unknown>;
  if (format !== FORMAT) return refuse(`format is '${FORMAT}', not ${JSON.stringify(format)}`);
  const own = here(features);
  if (engine !== own.engine || cpu !== own.cpu)
    return refuse(`it was made by ${String(engine)} on ${String(cpu)}, and this is ${own.engine} on ${own.cpu}`, {
      hint: 'Calibrate here: `configureEngine({ tune: true })`.',
      fields: { engine, cpu, here: own },
    });
  if (typeof revectorized !== 'boolean') return refuse('revectorized is true or false');
  const known = candidatesOf(features, revectorized).map(({ name }) => name);
  if (typeof tiles !== 'string' || !known.includes(tiles))
    return refuse(`tiles is one of ${known.join(', ')}, not ${JSON.stringify(tiles)}`);
  if (!areSpeeds(gflops)) return refuse('gflops has a speed for each set');
  return { format: FORMAT, ...own, revectorized, tiles, gflops: { ...gflops } };
}

const areSpeeds = (value: unknown): value is Readonly<Record<string, number>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((speed) => typeof speed === 'number' && speed > 0);

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
