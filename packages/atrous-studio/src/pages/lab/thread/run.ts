/** @file One run: a text read, sized and run on a picture. What it found stays in this thread; the page gets what it shows. */

import { nn, noGrad, type Tensor } from 'atrous';
import { type Problem, pythonLayer, quoted, smallestPicture, stopHints } from 'atrous-explain';
import { channelStatistics } from 'atrous-explain/pictures';
import { LAYERS, type LayerSpec, type NetworkSpec, type Trace, traceNetwork } from 'atrous/spec';
import { type Refusal, refusalOf } from '../../../kit/refusal.js';
import type { LabState } from '../state.js';
import { type Decoded, decodePicture, decodeSample, isPictureProblem, type PictureProblem } from './decode.js';
import { type InputStep, networkInput, sizeFor } from './input.js';
import { type Kept, mapOf, type Ran, valuesOf } from './kept.js';
import { type Dropped, filtersOf, makeModel, type ReadWeights, readWeights, type WeightsNote } from './model.js';
import { readText } from './read.js';
import { thumbnail, type Tile } from './tiles.js';

type Size = readonly [height: number, width: number];

export interface RunQuestion extends Pick<LabState, 'text' | 'size' | 'grey' | 'norm' | 'seed' | 'edits'> {
  /** Undefined: the sample. */
  readonly picture: { readonly id: number; readonly file: Blob } | undefined;
  readonly weights: Dropped | undefined;
}

/** A node as the spine shows it. */
export interface SpineRow {
  readonly name: string;
  /** As PyTorch source writes it, or as a function is called. */
  readonly layer: string;
  readonly op: string;
  readonly from: readonly string[];
  readonly output: readonly number[];
  readonly parameters: number;
  readonly macs: number;
  /** Milliseconds that it took; undefined where nothing ran. */
  readonly elapsed: number | undefined;
  /** Channels, rows and columns; undefined for what is no map. */
  readonly map: readonly [channels: number, height: number, width: number] | undefined;
  readonly dead: number;
  /** Its strongest channel, small. */
  readonly tile: Tile | undefined;
  readonly hasFilters: boolean;
}

/** Why a network that fits is not run. */
export interface TooLarge {
  readonly bytes: number;
  readonly macs: number;
  /** A size at which it runs. */
  readonly smaller: Size | undefined;
}

export interface Stop extends Refusal {
  readonly name: string;
  readonly layer: string;
  readonly inputs: readonly (readonly number[])[];
  /** The smallest picture that goes through. */
  readonly smallest: Size | undefined;
  /** Whether the other number of channels goes through. */
  readonly otherChannels: boolean;
}

export interface RunAnswer {
  /** Told back with every further question, so that answers to different runs do not mix. */
  readonly run: number;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly pictureProblem: PictureProblem | undefined;
  readonly picture: {
    /** As it was read, before it was resized. */
    readonly read: Size;
    readonly size: Size;
    readonly rgb: Uint8Array;
    readonly steps: readonly InputStep[];
  };
  readonly input: readonly number[];
  readonly rows: readonly SpineRow[];
  readonly stop: Stop | undefined;
  readonly tooLarge: TooLarge | undefined;
  /** A node that is sized but cannot be run. */
  readonly refused: Refusal | undefined;
  readonly weights: WeightsNote | undefined;
  readonly unplaced: number;
  readonly parameters: number;
  readonly macs: number;
  readonly elapsed: number | undefined;
}

/** Of all maps and parameters together, which are kept to be looked at. */
export const MOST_BYTES = 1.5 * 2 ** 30;
/** Some ten seconds on one thread. */
export const MOST_MACS = 4e11;
const BYTES_PER_PARAMETER = 4;

const bytesOf = ({ totals }: Trace): number => totals.activationBytes + totals.parameters * BYTES_PER_PARAMETER;

const isTooLarge = (trace: Trace): boolean => bytesOf(trace) > MOST_BYTES || trace.totals.macs.nominal > MOST_MACS;

/** Half of the size, and half of that, until the network runs. */
function smallerSize(network: NetworkSpec, [, channels, height, width]: readonly number[]): Size | undefined {
  for (let share = 2; share <= 256; share *= 2) {
    const size = [Math.floor(height! / share), Math.floor(width! / share)] as const;
    if (size.includes(0)) return undefined;
    const trace = traceNetwork(network, [1, channels!, ...size]);
    if (trace.failure) return undefined;
    if (!isTooLarge(trace)) return size;
  }
  return undefined;
}

const isLayer = (spec: LayerSpec): boolean => Object.hasOwn(LAYERS, spec.op);
const layerText = (spec: LayerSpec, printed: string): string => (isLayer(spec) ? pythonLayer(spec) : printed);

function stopOf(network: NetworkSpec, { failure, input }: Trace): Stop | undefined {
  if (failure === null) return undefined;
  const { spec } = network.nodes[failure.index]!;
  const other = traceNetwork(network, [1, input[1] === 1 ? 3 : 1, ...input.slice(2)]);
  return {
    name: failure.name,
    layer: layerText(spec, failure.layer),
    inputs: failure.inputs,
    message: quoted(failure.error.torchMessage),
    hints: stopHints(failure, network, input),
    smallest: smallestPicture(network, input),
    otherChannels: other.failure === null,
  };
}

/** What is overwritten later is kept as it was. */
function overwritten({ nodes }: NetworkSpec): ReadonlySet<string> {
  return new Set(nodes.filter(({ spec }) => spec.args['inplace'] === true).flatMap(({ from }) => from));
}

/** Runs every node and keeps what it gave. */
function runAll(network: NetworkSpec, module: nn.TensorModule, input: Tensor, trace: Trace): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  const copied = overwritten(network);
  const rows = new Map(trace.rows.map((row) => [row.name, row]));
  const nodes = new Map(network.nodes.map((node) => [node.name, node]));
  let started = performance.now();
  const seen = (name: string, given: Tensor): void => {
    const elapsed = performance.now() - started;
    const output = copied.has(name) ? given.clone() : given;
    const map = mapOf(output.shape);
    const statistics = map && channelStatistics(valuesOf(output), map[0], map[1] * map[2]);
    kept.set(name, { node: nodes.get(name)!, inputs: rows.get(name)!.inputs, output, elapsed, statistics });
    started = performance.now();
  };
  const first = copied.has('input') ? input.clone() : input;
  noGrad(() => {
    if (!(module instanceof nn.Sequential)) {
      (module as nn.Network).runNodes(first, seen);
      return;
    }
    let x = first;
    for (const { name } of network.nodes) {
      x = (module.getSubmodule(name) as nn.TensorModule).forward(x);
      seen(name, x);
    }
  });
  return kept;
}

function spineOf(trace: Trace, network: NetworkSpec, ran: Ran | undefined): SpineRow[] {
  return trace.rows.map(({ name, layer, spec, output, parameters, macs }, i) => {
    const kept = ran?.kept.get(name);
    return {
      name,
      layer: layerText(spec, layer),
      op: spec.op,
      from: network.nodes[i]!.from,
      output,
      parameters,
      macs: macs.nominal,
      elapsed: kept?.elapsed,
      map: mapOf(output),
      dead: kept?.statistics?.filter(({ dead }) => dead).length ?? 0,
      tile: kept && thumbnail(kept),
      hasFilters: ran !== undefined && filtersOf(ran.model.module, name) !== undefined,
    };
  });
}

/** Keeps what takes long to read between runs. */
export class Lab {
  #runs = 0;
  #picture: { readonly id: number | undefined; readonly decoded: Decoded | PictureProblem } | undefined;
  #weights: { readonly id: number; readonly read: ReadWeights } | undefined;
  #sample: Decoded | undefined;
  current: Ran | undefined;

  async #decoded(picture: RunQuestion['picture']): Promise<Decoded | PictureProblem> {
    if (picture === undefined) return (this.#sample ??= decodeSample());
    if (this.#picture?.id !== picture.id)
      this.#picture = { id: picture.id, decoded: await decodePicture(picture.file) };
    return this.#picture.decoded;
  }

  async #tensors(weights: Dropped | undefined): Promise<{ name: string; read: ReadWeights } | undefined> {
    if (weights === undefined) return undefined;
    if (this.#weights?.id !== weights.id) this.#weights = { id: weights.id, read: await readWeights(weights) };
    return { name: weights.file.name, read: this.#weights.read };
  }

  async run(question: RunQuestion): Promise<RunAnswer> {
    const found = await this.#decoded(question.picture);
    const pictureProblem = isPictureProblem(found) ? found : undefined;
    const decoded = isPictureProblem(found) ? (this.#sample ??= decodeSample()) : found;
    const size = sizeFor(decoded, question.size);
    const shape = [1, question.grey ? 1 : 3, ...size];
    const { network, modules, problems } = readText(question.text, shape);
    const trace = traceNetwork(network, shape);
    const input = networkInput(decoded, question);
    const run = ++this.#runs;
    this.current = undefined;
    const isWhole = problems.every(({ severity }) => severity !== 'error') && network.nodes.length > 0;
    const canRun = isWhole && trace.failure === null && !isTooLarge(trace);
    let refused: Refusal | undefined;
    if (canRun) {
      try {
        const model = makeModel(network, modules, { ...question, weights: await this.#tensors(question.weights) });
        const kept = runAll(network, model.module, input.tensor, trace);
        this.current = { run, network, input, model, kept };
      } catch (error) {
        refused = refusalOf(error);
      }
    }
    const tooLarge = isWhole && trace.failure === null && isTooLarge(trace);
    const ran: Ran | undefined = this.current;
    return {
      run,
      text: question.text,
      problems,
      pictureProblem,
      picture: { read: [decoded.height, decoded.width], size, rgb: input.shown, steps: input.steps },
      input: shape,
      rows: spineOf(trace, network, ran),
      stop: stopOf(network, trace),
      tooLarge: tooLarge
        ? { bytes: bytesOf(trace), macs: trace.totals.macs.nominal, smaller: smallerSize(network, shape) }
        : undefined,
      refused,
      weights: ran?.model.note,
      unplaced: ran?.model.unplaced ?? 0,
      parameters: trace.totals.parameters,
      macs: trace.totals.macs.nominal,
      elapsed: ran && [...ran.kept.values()].reduce((sum, { elapsed }) => sum + elapsed, 0),
    };
  }
}
