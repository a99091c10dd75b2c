/** @file The `forward` of blocks that everybody knows by the names of their children. */

import type { Arg } from 'atrous/spec';
import type { TensorValue } from '../module/runtime.js';
import { excitationOf, excited } from './excitation.js';
import type { PrintedModule } from './tree.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** What a known `forward` is written with. */
export interface Hands {
  /** Runs a child, and what is in it. */
  run(child: string, input: TensorValue): TensorValue;
  join(op: string, args: Readonly<Record<string, Arg>>, from: readonly TensorValue[]): TensorValue;
  /** Runs a layer that has no settings and is not printed, being a function. */
  layer(op: 'ReLU' | 'Flatten', input: TensorValue): TensorValue;
  /** Whether input and output of the block are alike, so that it adds its input. */
  readonly keepsShape: boolean;
}

/** A block, and how it is recognised. */
interface Known {
  readonly is: (module: PrintedModule) => boolean;
  readonly says: Phrase;
  forward(module: PrintedModule, hands: Hands, input: TensorValue): TensorValue;
}

const has = (module: PrintedModule, name: string): boolean => module.children.some((child) => child.name === name);

/** `conv1 → bn1 → relu → …`, without activation behind the last. */
function residual(count: number): Known['forward'] {
  return (module, hands, input) => {
    let x = input;
    for (let i = 1; i <= count; i++) {
      x = hands.run(`conv${i}`, x);
      if (has(module, `bn${i}`)) x = hands.run(`bn${i}`, x);
      if (i < count) x = has(module, 'relu') ? hands.run('relu', x) : hands.layer('ReLU', x);
    }
    if (has(module, 'se')) x = hands.run('se', x);
    const shortcut = ['downsample', 'shortcut'].find((name) => has(module, name));
    const identity = shortcut === undefined ? input : hands.run(shortcut, input);
    const sum = hands.join('add', {}, [x, identity]);
    return has(module, 'relu') ? hands.run('relu', sum) : hands.layer('ReLU', sum);
  };
}

const branches =
  (names: readonly string[], before: readonly string[] = []): Known['forward'] =>
  (_, hands, input) => {
    const x = before.reduce((value, name) => hands.run(name, value), input);
    return hands.join(
      'cat',
      { dim: 1 },
      names.map((name) => hands.run(name, x)),
    );
  };

/** Recognised by its class, and by children that it must have. */
const called =
  (classes: RegExp, needs: readonly string[] = []): Known['is'] =>
  (module) =>
    classes.test(module.className) && needs.every((name) => has(module, name));

const KNOWN: readonly Known[] = [
  {
    is: called(/^Bottleneck$/, ['conv1', 'conv2', 'conv3']),
    says: phrase('hintFormula', { formula: 'relu(bn3(conv3(…)) + identity)' }),
    forward: residual(3),
  },
  {
    is: called(/^(BasicBlock|ResBlock|ResidualBlock|Residual)$/, ['conv1', 'conv2']),
    says: phrase('hintFormula', { formula: 'relu(bn2(conv2(…)) + identity)' }),
    forward: residual(2),
  },
  {
    is: called(/^(InvertedResidual|(Fused)?MBConv(Block)?|DepthwiseSeparableConv)$/),
    says: phrase('hintResidualWhereAlike'),
    forward(module, hands, input) {
      const x = module.children.reduce((value, child) => hands.run(child.name, value), input);
      return hands.keepsShape ? hands.join('add', {}, [input, x]) : x;
    },
  },
  {
    is: (module) => excitationOf(module) !== undefined,
    says: phrase('hintFormula', { formula: 'input * gate(fc2(act(fc1(avgpool(input)))))' }),
    forward: excited,
  },
  {
    is: called(/^_?DenseLayer$/, ['norm1', 'conv1', 'norm2', 'conv2']),
    says: phrase('hintDense'),
    forward(module, hands, input) {
      const x = module.children.reduce((value, child) => hands.run(child.name, value), input);
      return hands.join('cat', { dim: 1 }, [input, x]);
    },
  },
  {
    is: called(/^Fire$/, ['squeeze', 'expand1x1', 'expand3x3']),
    says: phrase('hintFormula', { formula: 'cat(expand1x1(s), expand3x3(s))' }),
    forward(module, hands, input) {
      const act = (name: string, x: TensorValue): TensorValue => (has(module, name) ? hands.run(name, x) : x);
      const squeezed = act('squeeze_activation', hands.run('squeeze', input));
      const parts = ['1x1', '3x3'].map((size) => act(`expand${size}_activation`, hands.run(`expand${size}`, squeezed)));
      return hands.join('cat', { dim: 1 }, parts);
    },
  },
  {
    is: called(/^Inception$/, ['branch1', 'branch2', 'branch3', 'branch4']),
    says: phrase('hintBranches'),
    forward: branches(['branch1', 'branch2', 'branch3', 'branch4']),
  },
  {
    is: called(/^UNet$/, ['inc', 'down1', 'down2', 'down3', 'down4', 'up1', 'up2', 'up3', 'up4', 'outc']),
    says: phrase('hintSkips'),
    forward(_, hands, input) {
      const down = [hands.run('inc', input)];
      for (let i = 1; i <= 4; i++) down.push(hands.run(`down${i}`, down.at(-1)!));
      let x = down.pop()!;
      for (let i = 1; i <= 4; i++) {
        const up = hands.run(`up${i}.up`, x);
        x = hands.run(`up${i}.conv`, hands.join('cat', { dim: 1 }, [down.pop()!, up]));
      }
      return hands.run('outc', x);
    },
  },
];

/** The known block that a printed module is. */
export function knownBlock(module: PrintedModule): Known | undefined {
  return KNOWN.find(({ is }) => is(module));
}
