/** @file Functions that are layers: activations, pools, dropout, folding. */

import { type Arg, LAYERS, snakeCase } from 'atrous/spec';
import { becomeLayer, emptyModule } from '../layers.js';
import { type Runtime, int, tuple } from '../runtime.js';
import type { TensorFunction } from './call.js';

/** The layer that a function is, its arguments named as the function names them. */
export function asLayer(
  op: string,
  names: readonly string[],
  fixed: Readonly<Record<string, Arg>> = {},
): TensorFunction {
  return (call) => {
    const { machine, args, node, input } = call;
    const keywords = new Map(args.keywords);
    args.positional.forEach((argument, i) => {
      const name = names[i];
      if (name !== undefined && !keywords.has(name)) keywords.set(name, argument);
    });
    const known = new Set(LAYERS[op]!.args.map((rule) => snakeCase(rule.name)));
    for (const name of keywords.keys()) if (FORWARD_ONLY.has(name) && !known.has(name)) keywords.delete(name);
    for (const [name, value] of Object.entries(fixed))
      if (!keywords.has(name)) keywords.set(name, { from: node.from, to: node.to, source: '', value: literal(value) });
    const module = emptyModule('layer', op, node);
    becomeLayer(machine, module, op, { positional: [], keywords }, node);
    const own = machine.nodeName(call.name.replace(/_$/, ''));
    if (!module.spec) return machine.graph.assume(own, call.name, [input], node);
    const made = machine.graph.add(own, module.spec, [input], node, module);
    return module.spec.args['returnIndices'] === true ? tuple([made, made]) : made;
  };
}

const literal = (value: Arg): Runtime =>
  typeof value === 'number' ? int(value) : typeof value === 'boolean' ? { kind: 'bool', value } : { kind: 'none' };

/** Arguments of functions that their layers do not have. */
const FORWARD_ONLY: ReadonlySet<string> = new Set(['training', '_stacklevel', 'dtype', 'antialias']);

const pool = ['kernel_size', 'stride', 'padding', 'dilation', 'ceil_mode', 'return_indices'];
const average = ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad', 'divisor_override'];
const blocks = ['kernel_size', 'dilation', 'padding', 'stride'];

function ranked(name: string, op: string, names: readonly string[]): Record<string, TensorFunction> {
  return Object.fromEntries([1, 2, 3].map((rank) => [`${name}${rank}d`, asLayer(`${op}${rank}d`, names)]));
}

/** Activations under the names of functions and of methods that work in place. */
function activations(): Record<string, TensorFunction> {
  const plain = {
    relu: 'ReLU',
    relu6: 'ReLU6',
    selu: 'SELU',
    silu: 'SiLU',
    mish: 'Mish',
    hardswish: 'Hardswish',
    hardsigmoid: 'Hardsigmoid',
    sigmoid: 'Sigmoid',
    tanh: 'Tanh',
    softsign: 'Softsign',
    tanhshrink: 'Tanhshrink',
    logsigmoid: 'LogSigmoid',
  };
  const made: Record<string, TensorFunction> = {
    leaky_relu: asLayer('LeakyReLU', ['negative_slope', 'inplace']),
    elu: asLayer('ELU', ['alpha', 'inplace']),
    celu: asLayer('CELU', ['alpha', 'inplace']),
    gelu: asLayer('GELU', ['approximate']),
    glu: asLayer('GLU', ['dim']),
    hardtanh: asLayer('Hardtanh', ['min_val', 'max_val', 'inplace']),
    softplus: asLayer('Softplus', ['beta', 'threshold']),
    softmax: asLayer('Softmax', ['dim']),
    log_softmax: asLayer('LogSoftmax', ['dim']),
    softmin: asLayer('Softmin', ['dim']),
    dropout: asLayer('Dropout', ['p', 'training', 'inplace']),
    dropout1d: asLayer('Dropout1d', ['p', 'training', 'inplace']),
    dropout2d: asLayer('Dropout2d', ['p', 'training', 'inplace']),
    dropout3d: asLayer('Dropout3d', ['p', 'training', 'inplace']),
    alpha_dropout: asLayer('AlphaDropout', ['p', 'training', 'inplace']),
    local_response_norm: asLayer('LocalResponseNorm', ['size', 'alpha', 'beta', 'k']),
    pixel_shuffle: asLayer('PixelShuffle', ['upscale_factor']),
    pixel_unshuffle: asLayer('PixelUnshuffle', ['downscale_factor']),
    channel_shuffle: asLayer('ChannelShuffle', ['groups']),
    unfold: asLayer('Unfold', blocks),
    fold: asLayer('Fold', ['output_size', ...blocks]),
    flatten: asLayer('Flatten', ['start_dim', 'end_dim'], { start_dim: 0 }),
    unflatten: asLayer('Unflatten', ['dim', 'unflattened_size']),
  };
  for (const [name, op] of Object.entries(plain))
    made[name] = asLayer(op, LAYERS[op]!.args.length > 0 ? ['inplace'] : []);
  for (const name of ['relu', 'relu6', 'sigmoid', 'tanh', 'leaky_relu', 'elu', 'selu', 'hardtanh'])
    made[`${name}_`] = made[name]!;
  return made;
}

/** Every function that is a layer, by its name. */
export const LAYER_FUNCTIONS: Readonly<Record<string, TensorFunction>> = {
  ...activations(),
  ...ranked('max_pool', 'MaxPool', pool),
  ...ranked('avg_pool', 'AvgPool', average),
  ...ranked('lp_pool', 'LPPool', ['norm_type', 'kernel_size', 'stride', 'ceil_mode']),
  ...ranked('adaptive_avg_pool', 'AdaptiveAvgPool', ['output_size']),
  ...ranked('adaptive_max_pool', 'AdaptiveMaxPool', ['output_size', 'return_indices']),
};
