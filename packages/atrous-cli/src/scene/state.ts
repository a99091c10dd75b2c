/** @file From a layer's text and the input's sizes to the state of a scene. */

import { manualSeed, nn, randint, type Tensor } from 'atrous';
import {
  explainError,
  formatProblem,
  frameCount,
  type Lang,
  parseNetwork,
  type SceneState,
  sayInPythonNames,
  sceneViews,
  toNetworkSpec,
  type View,
} from 'atrous-explain';
import { type LayerSpec, layerSpec, outputShape, printLayer, type Shape, traceNetwork } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import type { Reading } from '../network/reading.js';
import { refuseStop } from '../network/stop.js';
import { sceneFailureWords } from './failure-words.js';

type Nodes = readonly { readonly name: string | undefined; readonly spec: LayerSpec }[];

const readingOf = (text: string, nodes: Nodes, input: Shape, lang: Lang | undefined): Reading => ({
  source: { text, label: 'layer' },
  isCode: true,
  network: toNetworkSpec(nodes),
  input,
  options: { lang },
});

/** The layers of a text. @throws Failure where it cannot be read */
function readLayers(text: string, lang: Lang | undefined): Nodes {
  const words = sceneFailureWords(lang);
  const { nodes, problems } = parseNetwork(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Failure(
      errors.every(({ refused }) => refused) ? EXIT.data : EXIT.usage,
      [words.cannotRead, ...errors.map((problem) => formatProblem(text, problem, { lang }))].join('\n'),
      undefined,
      { code: 'text', problems: errors, reading: readingOf(text, nodes, [], lang) },
    );
  if (nodes.length > 0) return nodes;
  throw new Failure(EXIT.usage, words.noLayer, words.example('"Conv2d(1, 1, 3, stride=2, padding=1)"'));
}

/** Batch and channels put before the spatial sizes, where only those are given. */
function wholeShape({ op, args }: LayerSpec, sizes: Shape): number[] {
  const rank = Number(/([123])d$/.exec(op)?.[1] ?? 2);
  return sizes.length === rank ? [1, Number(args['inChannels'] ?? 1), ...sizes] : [...sizes];
}

/** What a max pool of the same windows takes from small whole numbers, and where it goes back. */
function unpoolValues(
  spec: LayerSpec,
  input: Shape,
): { input: ArrayLike<number>; output: ArrayLike<number> } | undefined {
  const rank = Number(spec.op.at(-2));
  if (rank > 2) return undefined;
  const { kernelSize, stride, padding } = spec.args;
  const pool = layerSpec(spec.op.replace('Unpool', 'Pool'), [], {
    kernelSize: kernelSize!,
    stride: stride!,
    padding: padding!,
    returnIndices: true,
  });
  manualSeed(7);
  const x = randint(1, 100, [1, 1, ...outputShape(spec, input, { others: [input] }).slice(-rank)], {
    dtype: 'float32',
  });
  const [values, indices] = (nn.build(pool) as unknown as { forward(x: Tensor): readonly [Tensor, Tensor] }).forward(x);
  const y = (nn.build(spec) as unknown as { forward(x: Tensor, indices: Tensor): Tensor }).forward(values, indices);
  return { input: values.data as ArrayLike<number>, output: y.data as ArrayLike<number> };
}

/** Small whole numbers for a layer without weights to work on, and what the library makes of them. */
function plainValues(
  spec: LayerSpec,
  input: Shape,
): { input: ArrayLike<number>; output: ArrayLike<number> } | undefined {
  if (spec.op.startsWith('MaxUnpool')) return unpoolValues(spec, input);
  if (!/^(Adaptive)?(Max|Avg)Pool|^LPPool|Pad[123]d$|^Upsampl/.test(spec.op)) return undefined;
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? input.length - 2);
  manualSeed(7);
  const x = randint(0, 10, [1, 1, ...input.slice(-rank)], { dtype: 'float32' });
  const y = nn
    .build('returnIndices' in spec.args ? { ...spec, args: { ...spec.args, returnIndices: false } } : spec)
    .forward(x);
  return { input: x.data as ArrayLike<number>, output: y.data as ArrayLike<number> };
}

/** @throws Failure where the layer refuses the input: PyTorch's text and what to do */
function checkInput(nodes: Nodes, reading: Reading): void {
  const { input, options } = reading;
  const [{ spec }] = nodes as readonly [Nodes[number]];
  const refusal = explainError(spec, input);
  if (!refusal) return;
  const { message } = refusal;
  const hints = refusal.hints.map((hint) => sayInPythonNames(hint, options.lang));
  const stop = { name: '0', layer: printLayer(spec), inputs: [input], message, hints };
  throw new Failure(EXIT.data, [stop.layer, message, ...hints].join('\n'), undefined, {
    code: 'stops',
    stop,
    reading,
  });
}

export interface Wanted {
  readonly layer: string;
  readonly sizes: Shape;
  /** The usual view of the layer, where none is given; several layers have a receptive field. */
  readonly view: View | 'field' | undefined;
  readonly channel: number | undefined;
  readonly lang?: Lang | undefined;
}

/** @throws Failure for texts, sizes and views that do not fit */
export function sceneState({ layer, sizes, view, channel, lang }: Wanted): SceneState {
  const words = sceneFailureWords(lang);
  const nodes = readLayers(layer, lang);
  const [first] = nodes as [(typeof nodes)[number]];
  const input = wholeShape(first.spec, sizes);
  if (view === 'field' || (view === undefined && nodes.length > 1))
    return { ...fieldState(readingOf(layer, nodes, input, lang)), lang };
  if (nodes.length > 1) throw new Failure(EXIT.usage, words.oneLayer(view, nodes.length), words.fieldForSeveral);
  const { spec } = first;
  checkInput(nodes, readingOf(layer, nodes, input, lang));
  const views = viewsOf(spec, input, lang);
  const chosen = view ?? views[0]!;
  if (!views.includes(chosen)) throw new Failure(EXIT.usage, words.noView(spec.op, chosen), words.views(views));
  checkChannel(spec, input, channel, lang);
  return { spec, input, view: chosen, channel, values: plainValues(spec, input), lang };
}

/** @throws Failure where a layer refuses its input */
function fieldState(reading: Reading): SceneState {
  const { network, input } = reading;
  refuseStop(traceNetwork(network, input), reading, reading.options.lang);
  return { network, input, view: 'field' };
}

/** @throws Failure where there is no picture of the layer, with the library's reason */
function viewsOf(spec: LayerSpec, input: Shape, lang: Lang | undefined): readonly View[] {
  const views = sceneViews({ spec, input });
  if (views.length > 0) return views;
  try {
    frameCount({ spec, input, view: 'slide', lang });
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(EXIT.usage, error.message);
    throw error;
  }
  return views;
}

function checkChannel(spec: LayerSpec, input: Shape, channel: number | undefined, lang: Lang | undefined): void {
  if (channel === undefined) return;
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? 2);
  const count = outputShape(spec, input).at(-rank - 1)!;
  if (channel < count) return;
  const words = sceneFailureWords(lang);
  throw new Failure(EXIT.usage, words.noChannel(channel), words.range(count - 1));
}
