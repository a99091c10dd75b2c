/** @file Which kernel runs a layer, and why. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { AdaptiveGeometry } from '../../geometry/adaptive.js';
import type { PadGeometry } from '../../geometry/pad.js';
import type { PoolGeometry } from '../../geometry/pool.js';
import type { ResizeGeometry } from '../../geometry/resize.js';
import { adaptiveWindows, asVolume as asAxes, slidingWindows } from '../../ops/pool-windows.js';
import { type AxesWork, LEAST_CELLS, axesJob } from './axes.js';
import { product } from './conv-plan.js';
import { LEAST_COLUMNS as COLUMNS } from './column-sums.js';
import { LEAST_ELEMENTS } from './elementwise.js';
import { FUNCTIONS } from './kernels/elementwise.js';
import { merged } from './normalization.js';
import { LEAST_COLUMNS, type LinearSizes } from './linear.js';
import { LEAST_OUTPUTS } from './pool.js';
import { type ConvJob, type DenseJob, asLinear, convJob, convTransposeJob, engineFor } from './conv.js';
import { depthwiseGradient } from './depthwise-gradient.js';
import type { SpreadJob } from './depthwise-transposed.js';
import { theEngine, type Engine } from './engine.js';
import { gradientPasses } from './kernels/depthwise-gradient-shape.js';
import { registersOf } from './kernels/depthwise-shape.js';
import { F23 } from './kernels/winograd-transforms.js';
import { DOT_COLUMNS } from './kernels/dots.js';
import { runLength } from './layout.js';
import type { Machine } from './machine.js';
import type { WinogradTile } from './kernels/winograd.js';
import { panelsOf } from './panels.js';
import { LEAST_LENGTH, LEAST_NUMBERS, type RunSizes } from './runs.js';
import { averagesOf, mirroring, resizing } from './resize.js';
import { stripsOf } from './strips.js';
import { gathers, tileFor } from './tiles.js';
import { winogradGradient } from './winograd-gradient-job.js';
import type { WinogradJob } from './winograd-job.js';
import type { LineJob } from './winograd-line-job.js';
import { directProducts, isExact } from './winograd-tile.js';

export interface Explanation {
  /** Name of the kernel, with the channels × pixels of its tiles; `reference` where plain loops do it. */
  readonly kernel: string;
  readonly why: string;
}

const NO_ENGINE: Explanation = { kernel: 'reference', why: 'WebAssembly with SIMD is missing here, or forbidden' };
const EMPTY: Explanation = { kernel: 'reference', why: 'there is nothing to compute' };

/** What the engine knows, and the sizes that it takes it by. */
export interface LayerGeometries {
  readonly conv: ConvGeometry;
  readonly convTranspose: ConvTransposeGeometry;
  /** Of a convolution's input: the sizes of the transposed layer. */
  readonly convInputGradient: ConvTransposeGeometry;
  readonly convWeightGradient: ConvGeometry;
  readonly linear: LinearSizes;
  readonly linearInputGradient: LinearSizes;
  readonly linearWeightGradient: LinearSizes;
  readonly maxPool: PoolGeometry;
  /** Max pooling that says where the maxima stand, as its gradient asks for. */
  readonly maxPoolPlaces: PoolGeometry;
  readonly avgPool: PoolGeometry;
  readonly avgPoolGradient: PoolGeometry;
  readonly adaptiveAvgPool: AdaptiveGeometry;
  readonly adaptiveAvgPoolGradient: AdaptiveGeometry;
  /** `F.interpolate` in any mode but `area`. */
  readonly resize: ResizeGeometry;
  readonly resizeGradient: ResizeGeometry;
  /** Padding that reflects, replicates, goes round, or is zero. */
  readonly mirror: PadGeometry;
  readonly mirrorGradient: PadGeometry;
  /** Normalisations: the numbers in a row that share a mean, or in layer norm a set, and how often. */
  readonly normalization: RunSizes;
  /**
   * Activations, their gradients, sums and products: how many numbers, and the function by PyTorch's name of it, `Gelu`, with
   * `Backward` that of its gradient.
   */
  readonly elementwise: { readonly numbers: number; readonly name?: string };
  /** Sums and means over the axes where `kept` is 1. */
  readonly totals: { readonly shape: readonly number[]; readonly kept: readonly number[] };
}

const EXPLAIN: {
  readonly [K in keyof LayerGeometries]: (
    engine: Engine,
    geometry: LayerGeometries[K],
    trained: boolean,
  ) => Explanation;
} = {
  conv: explainConv,
  convTranspose: explainConvTranspose,
  convInputGradient: (engine, geometry) => explainConvTranspose(engine, geometry, true),
  convWeightGradient: explainWeightGradient,
  linear: explainLinear,
  linearInputGradient: (engine, { rows, inFeatures, outFeatures }) =>
    explainProduct(engine, rows, outFeatures, inFeatures),
  linearWeightGradient: (engine, { rows, inFeatures, outFeatures }) =>
    explainProduct(engine, outFeatures, rows, inFeatures),
  maxPool: (_, geometry) => explainPool('maxPool', geometry),
  maxPoolPlaces: (_, geometry) => explainPool('maxPoolPlaces', geometry),
  avgPool: (engine, geometry) => explainAxes(engine, pooling(geometry, false)),
  avgPoolGradient: (engine, geometry) => explainAxes(engine, pooling(geometry, true)),
  adaptiveAvgPool: (engine, geometry) => explainAxes(engine, adapting(geometry, false)),
  adaptiveAvgPoolGradient: (engine, geometry) => explainAxes(engine, adapting(geometry, true)),
  resize: (engine, geometry) => explainAxes(engine, resizing(geometry, false)),
  resizeGradient: (engine, geometry) => explainAxes(engine, resizing(geometry, true)),
  mirror: (engine, geometry) => explainAxes(engine, mirroring(geometry, false)),
  mirrorGradient: (engine, geometry) => explainAxes(engine, mirroring(geometry, true)),
  normalization: explainRuns,
  elementwise: (_, { numbers, name }) => {
    if (name !== undefined && !FUNCTIONS.includes(name))
      return { kernel: 'reference', why: `the engine has no function ${name}: it has ${FUNCTIONS.join(', ')}` };
    return numbers < LEAST_ELEMENTS
      ? { kernel: 'reference', why: `fewer than ${LEAST_ELEMENTS} numbers are done before the engine has been asked` }
      : { kernel: name ?? 'elementwise', why: 'four numbers at a time, in pieces that stay in the caches' };
  },
  totals: (_, { shape, kept }) => explainTotals(shape, kept),
};

/**
 * The kernel of a layer of float32; other types run the reference.
 *
 * @param options.trained  whether gradients are recorded; default false
 */
export function explain<K extends keyof LayerGeometries>(
  kind: K,
  geometry: LayerGeometries[K],
  { trained = false }: { readonly trained?: boolean } = {},
): Explanation {
  const engine = theEngine();
  return engine === null ? NO_ENGINE : EXPLAIN[kind](engine, geometry, trained);
}

function explainConvTranspose(engine: Engine, geometry: ConvTransposeGeometry, trained: boolean): Explanation {
  if (engineFor(geometry) === null) return EMPTY;
  return explainJob(engine, convTransposeJob(engine, geometry, trained));
}

function explainConv(engine: Engine, geometry: ConvGeometry, trained: boolean): Explanation {
  if (engineFor(geometry) === null) return EMPTY;
  const whole = asLinear(geometry);
  return whole === null ? explainJob(engine, convJob(engine, geometry, trained)) : explainLinear(engine, whole);
}

function explainJob(engine: Engine, job: ConvJob | SpreadJob): Explanation {
  if (job.kind === 'dense') return explainDense(engine, job);
  if (job.kind === 'winograd') return explainWinograd(engine, job);
  if (job.kind === 'line') return explainLine(engine, job);
  const taps = `every channel is a group of its own with ${product(job.shape.kernel)} taps`;
  if (job.kind === 'spread') {
    const rows = job.shape.strideH > 1 ? `${job.shape.strideH} rows and ` : '';
    return {
      kernel: 'depthwiseSpread',
      why: `${taps}, read as it comes: four inputs make ${rows}eight columns of outputs, whose phases share what is loaded`,
    };
  }
  const held = registersOf(job.shape)!.held
    ? 'all weights stay in registers'
    : 'a weight is loaded for every vector of inputs';
  const turned = job.turned ? ', backwards' : '';
  return { kernel: 'depthwise', why: `${taps}${turned}, read as it comes, row by row: ${held}` };
}

const wayOfAdding = ({ features }: Machine): string =>
  features.relaxed ? 'fused multiply-add' : 'multiply and add, no relaxed SIMD';

/** The kernel of a panel of so many of the channels. */
function denseName(machine: Machine, channels: number, rows: number): string {
  return `dense${rows}x${4 * tileFor(machine.tileSet, rows, gathers(machine.tileSet, channels)).vectors}`;
}

function explainLinear({ machine }: Engine, { rows, inFeatures, outFeatures }: LinearSizes): Explanation {
  if (Math.min(rows, inFeatures, outFeatures) < 1) return EMPTY;
  if (rows === 1)
    return {
      kernel: `gemv${stripsOf(machine, { rows, inFeatures, outFeatures }).width}`,
      why: 'a product of a matrix and a vector: packed weights are read once, in the order they lie in',
    };
  const { rows: tall } = panelsOf(rows, machine.tallest)[0]!;
  return {
    kernel: denseName(machine, rows, tall),
    why: `a product of matrices: ${tall} ${tall === 1 ? 'row' : 'rows'} of inputs at a time meet strips of packed weights`,
  };
}

/** A product of matrices neither of which is prepared. */
function explainProduct({ machine }: Engine, rows: number, inner: number, columns: number): Explanation {
  if (Math.min(rows, inner, columns) < 1) return EMPTY;
  if (columns < LEAST_COLUMNS)
    return { kernel: 'reference', why: `rows of fewer than ${LEAST_COLUMNS} columns do not fill a vector` };
  const { rows: tall } = panelsOf(rows, machine.tallest)[0]!;
  return { kernel: denseName(machine, rows, tall), why: `a product of matrices, ${inner} terms to a sum` };
}

function explainWeightGradient(engine: Engine, g: ConvGeometry): Explanation {
  if (engineFor(g) === null) return EMPTY;
  const whole = asLinear(g);
  if (whole !== null) return explainProduct(engine, whole.outFeatures, whole.rows, whole.inFeatures);
  const quick = winogradGradient(engine, g);
  if (quick !== null)
    return {
      kernel: `winograd2x2+dots${panelsOf(g.outChannels / g.groups, engine.machine.tallest)[0]!.rows}x${DOT_COLUMNS}`,
      why: `3×3 with stride 1: tiles of 2×2 outputs need 16 multiplications instead of 36, each weight is a sum over ${g.batch * quick.tiles} tiles; ${wayOfAdding(engine.machine)}`,
    };
  const single = depthwiseGradient(engine, g);
  if (single !== null) {
    const { length: passes } = gradientPasses(single.shape);
    const taps = product(single.shape.kernel);
    const how = passes === 1 ? 'all' : `in ${passes} passes`;
    return {
      kernel: 'depthwiseGradient',
      why: `every channel is a group of its own: the sums of ${taps} taps stay in registers, ${how}, while the rows of both planes pass by as they come`,
    };
  }
  const channels = g.outChannels / g.groups;
  const { rows: tall } = panelsOf(channels, engine.machine.tallest)[0]!;
  const terms = g.batch * product(g.output);
  return {
    kernel: denseName(engine.machine, channels, tall),
    why: `a product of matrices: every weight is a sum of ${terms} terms, one for each output, read in place`,
  };
}

function explainRuns(_: Engine, { runs, length }: RunSizes): Explanation {
  if (runs * length === 0) return EMPTY;
  if (length < LEAST_LENGTH)
    return { kernel: 'reference', why: `fewer than ${LEAST_LENGTH} numbers in a row share a mean` };
  if (runs * length < LEAST_NUMBERS)
    return {
      kernel: 'reference',
      why: `fewer than ${LEAST_NUMBERS} numbers are done before the engine has been asked`,
    };
  return { kernel: 'moments+scale', why: 'sums in double precision, then an affine function of every number' };
}

/** Averages of the windows of a layer, whatever they are divided by. */
const pooling = ({ planes, input, output, windows }: PoolGeometry, back: boolean): AxesWork =>
  averagesOf(
    { planes, axes: asAxes(windows.map((window, n) => slidingWindows(input[n]!, window, output[n]!))), divisors: 1 },
    back,
  );

const adapting = ({ planes, input, output }: AdaptiveGeometry, back: boolean): AxesWork =>
  averagesOf({ planes, axes: asAxes(input.map((size, n) => adaptiveWindows(size, output[n]!))), divisors: 1 }, back);

function explainAxes(engine: Engine, work: AxesWork): Explanation {
  const job = axesJob(engine, work);
  if (job === null)
    return {
      kernel: 'reference',
      why: `nothing is to be done along any axis, or there are fewer than ${LEAST_CELLS} numbers, rows of fewer than 4, or a few long rows alone`,
    };
  const passes = job.passes.map(({ axis }) => (axis === 2 ? 'rows' : 'columns'));
  return {
    kernel: passes.join('+'),
    why: `one axis after the other, ${passes.length === 1 ? 'once' : `${passes.length} times`}: every number a sum of some in its row or column, which a table names`,
  };
}

function explainTotals(shape: readonly number[], kept: readonly number[]): Explanation {
  const groups = merged(shape, kept);
  const last = groups.at(-1);
  if (last === undefined) return EMPTY;
  if (groups.length > 3 || (last.isKept && groups.length === 1))
    return {
      kernel: 'reference',
      why: 'neither the axes that are kept lie side by side nor those that are summed over',
    };
  if (product(shape) < LEAST_NUMBERS)
    return {
      kernel: 'reference',
      why: `fewer than ${LEAST_NUMBERS} numbers are done before the engine has been asked`,
    };
  if (last.isKept)
    return last.size < COLUMNS
      ? { kernel: 'reference', why: `rows of fewer than ${COLUMNS} columns do not fill a vector` }
      : { kernel: 'columnSums', why: 'rows are added to each other in double precision' };
  return last.size < LEAST_LENGTH
    ? { kernel: 'reference', why: `fewer than ${LEAST_LENGTH} numbers in a row are summed` }
    : { kernel: 'moments', why: 'sums of rows in double precision' };
}

function explainPool(kernel: string, { output, planes }: PoolGeometry): Explanation {
  const outputs = product(output);
  if (outputs === 0 || planes === 0) return EMPTY;
  return outputs < LEAST_OUTPUTS
    ? { kernel: 'reference', why: `planes of fewer than ${LEAST_OUTPUTS} outputs do not fill a vector` }
    : { kernel, why: 'four neighbouring windows to a vector, the taps from a table' };
}

function explainWinograd(
  { machine }: Engine,
  { layer, tile, products, pieces, dilations, rows, columns, phaseCount }: WinogradJob,
): Explanation {
  const { geometry, phases, transposed } = layer;
  const channels = geometry.outChannels / geometry.groups;
  const { rows: tall } = panelsOf(channels, machine.tallest)[0]!;
  const apart = product(dilations);
  const by = (sizes: readonly number[]): string => sizes.join('×');
  const kernel = by(geometry.windows.slice(-2).map((window) => window.kernel));
  const strides = geometry.windows.slice(-2).map((window) => window.stride);
  const stride = new Set(strides).size === 1 ? `${strides[0]}` : by(strides);
  const outputs = by(tile.map((axis, i) => axis.outputs * phases[i]!.stride));
  const direct = directProducts(phases) * tile[0].outputs * tile[1].outputs;
  const why = [
    `${kernel} with stride ${stride}${transposed ? ', transposed' : ''}: ${rows} × ${columns} tiles of ${outputs} outputs need ${products} multiplications instead of ${direct}`,
    phaseCount > 1 ? `${phaseCount} phases of the stride share the transformed inputs` : '',
    pieces.length > 1 ? `${pieces.length} pieces of the kernel are summed as channels are` : '',
    apart > 1 ? `${apart} tiles of the dilation lie between each other` : '',
    isExact(phases, tile) ? 'fewer roundings than the direct sum' : '',
    wayOfAdding(machine),
  ];
  return {
    kernel: `winograd${tileName(tile)}+${denseName(machine, channels, tall)}`,
    why: why.filter((part) => part !== '').join('; '),
  };
}

/** Outputs of a tile, and the window if it is not the usual one. */
function tileName(tile: WinogradTile): string {
  const [outputs, taps] = [tile.map((axis) => axis.outputs).join('x'), tile.map((axis) => axis.taps).join('x')];
  return taps === '3x3' ? outputs : `${outputs}of${taps}`;
}

function explainLine({ machine }: Engine, { tile, blocks, layer }: LineJob): Explanation {
  const { geometry: g, line, transposed } = layer;
  const channels = g.outChannels / g.groups;
  const { rows: tall } = panelsOf(channels, machine.tallest)[0]!;
  const why = [
    `${line.kernel} taps along one axis with stride 1${transposed ? ', transposed' : ''}: tiles of ${tile.outputs} outputs need ${tile.points * blocks} multiplications instead of ${line.kernel * tile.outputs}`,
    blocks > 1 ? `${blocks} blocks of ${tile.taps} taps are summed as channels are` : '',
    tile === F23 ? 'fewer roundings than the direct sum' : '',
    wayOfAdding(machine),
  ];
  return {
    kernel: `winograd${tile.outputs}+${denseName(machine, channels, tall)}`,
    why: why.filter((part) => part !== '').join('; '),
  };
}

function explainDense({ machine }: Engine, job: DenseJob): Explanation {
  const { geometry: g, layout, schedules, taps, parts, singles, blocks } = job;
  const channels = g.outChannels / g.groups;
  const panels = panelsOf(channels, machine.tallest);
  const kernels = panels.map(({ rows }) => denseName(machine, channels, rows));
  const { gathered, chunks } = schedules[0]!;
  const run = runLength(layout);
  const how = [
    parts.length > 1 ? `${parts.length} phases of the stride, ${taps[0]!.length} products in the first` : '',
    `${panels.map(({ count, rows }) => `${count} × ${rows}`).join(' + ')} output channels per group`,
    gathered ? 'inputs gathered once for all of them' : 'inputs read in place',
    chunks > 1 ? `${taps[0]!.length} products summed in ${chunks} pieces` : '',
    singles > 0 ? `of every ${run} outputs ${run - (run % 4)} in vectors, the rest one by one` : '',
    blocks === null ? '' : `${blocks.pixels} pixels at a time pass through wasm memory, where they are not there yet`,
    wayOfAdding(machine),
  ];
  return { kernel: kernels.join('+'), why: how.filter((part) => part !== '').join('; ') };
}
