/** @file The network and its training, step by step; knows no page and no thread. */

import 'atrous/engine';
import { F, Generator, manualSeed, nn, noGrad, optim, type Tensor } from 'atrous';
import { drawShapes, type Shapes } from './shapes.js';
import { CLASSES, FILTERS, HELD_OUT, KERNEL, SHOWN, SIDE } from './sizes.js';
import type { TrainState } from './state.js';

class SmallNet extends nn.Module {
  conv1 = new nn.Conv2d(1, FILTERS, KERNEL, { padding: 1 });
  conv2 = new nn.Conv2d(FILTERS, 12, 3, { padding: 1 });
  pool = new nn.MaxPool2d(2);
  classify = new nn.Linear(12 * (SIDE / 4) ** 2, CLASSES.length);

  /** [N, 1, SIDE, SIDE] → [N, classes] */
  override forward(x: Tensor): Tensor {
    const y = this.pool.forward(F.relu(this.conv1.forward(x)));
    return this.classify.forward(this.pool.forward(F.relu(this.conv2.forward(y))).flatten({ startDim: 1 }));
  }
}

/** What the page shows of a network at one moment. */
export interface Seen {
  /** Share of the held-out pictures that are named rightly. */
  readonly accuracy: number;
  /** [FILTERS, KERNEL, KERNEL], flat. */
  readonly filters: Float32Array;
  /** Places in `CLASSES`, of the shown pictures. */
  readonly named: readonly number[];
}

/** The held-out pictures that are shown. */
export interface Samples {
  /** [SHOWN, SIDE, SIDE], flat. */
  readonly pixels: Float32Array;
  readonly labels: readonly number[];
}

export class Trainer {
  readonly samples: Samples;
  readonly #model: SmallNet;
  readonly #optimiser: optim.Optimizer;
  readonly #generator: Generator;
  readonly #held: Shapes;
  readonly #batch: number;
  readonly #noise: number;

  constructor({ optimiser, rate, batch, noise, seed }: TrainState) {
    manualSeed(seed);
    this.#model = new SmallNet();
    const lr = rate / 10_000;
    const parameters = [...this.#model.parameters()];
    this.#optimiser =
      optimiser === 'adam' ? new optim.Adam(parameters, { lr }) : new optim.SGD(parameters, { lr, momentum: 0.9 });
    this.#batch = batch;
    this.#noise = noise / 100;
    this.#held = drawShapes(HELD_OUT, this.#noise, new Generator().manualSeed(seed + 1));
    this.#generator = new Generator().manualSeed(seed + 2);
    this.samples = {
      pixels: this.#held.images.dataAs('float32').slice(0, SHOWN * SIDE * SIDE),
      labels: Array.from(this.#held.labels.dataAs('int32').subarray(0, SHOWN)),
    };
  }

  /** One step on a new batch. @returns the loss before it */
  step(): number {
    const { images, labels } = drawShapes(this.#batch, this.#noise, this.#generator);
    const loss = F.crossEntropy(this.#model.forward(images), labels);
    this.#optimiser.zeroGrad();
    loss.backward();
    this.#optimiser.step();
    return loss.item();
  }

  look(): Seen {
    const named = noGrad(() => this.#model.forward(this.#held.images).argmax(1)).dataAs('int32');
    const labels = this.#held.labels.dataAs('int32');
    const right = named.reduce((sum, name, i) => sum + (name === labels[i] ? 1 : 0), 0);
    return {
      accuracy: right / HELD_OUT,
      filters: this.#model.conv1.weight.dataAs('float32').slice(),
      named: Array.from(named.subarray(0, SHOWN)),
    };
  }
}
