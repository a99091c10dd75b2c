/**
 * @file The program of the memory test: trains a small network for `STEPS` steps, or `SECONDS` where the machine is slow, and
 * prints what memory it held as JSON. Run with `--expose-gc`.
 */

import { autograd, F, manualSeed, nn, noGrad, optim, rand, randint, type Tensor } from 'atrous';
import { DataLoader, TensorDataset } from 'atrous/data';
import { CosineAnnealingWarmRestarts } from 'atrous/optim/lr-scheduler';

const STEPS = 10_000;
const SECONDS = 20;
/** Compiled code and caches have their final size by then. */
const WARM_UP = 2000;
const MEASURED_EVERY = 500;

class Net extends nn.Module {
  conv = new nn.Conv2d(1, 4, 3, { padding: 1, stride: 2 });
  norm = new nn.BatchNorm2d(4);
  pool = new nn.MaxPool2d(2);
  drop = new nn.Dropout({ p: 0.1 });
  up = new nn.ConvTranspose2d(4, 2, 2, { stride: 2 });
  head = new nn.Linear(2 * 4 * 4, 3);

  override forward(x: Tensor): Tensor {
    const maps = this.pool.forward(F.relu(this.norm.forward(this.conv.forward(x))));
    return this.head.forward(this.drop.forward(F.gelu(this.up.forward(maps)).flatten({ startDim: 1 })));
  }
}

manualSeed(0);
const model = new Net();
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
const scheduler = new CosineAnnealingWarmRestarts(optimizer, 100);
const set = new TensorDataset(rand([32, 1, 8, 8]), randint(0, 3, [32]));
const loader = new DataLoader(set, { batchSize: 2, shuffle: true });

/** The norm of a gradient, which is differentiated once more. */
function penalty(images: Tensor): Tensor {
  const input = images.clone();
  input.requiresGrad = true;
  const [grad] = autograd.grad(model.forward(input).sum(), input, { createGraph: true });
  return grad!.square().sum();
}

/** Everything that a step of somebody's loop may do. */
function step(images: Tensor, labels: Tensor, count: number): void {
  let loss = F.crossEntropy(model.forward(images), labels);
  if (count % 20 === 0) loss = loss.add(penalty(images).mul(0.01));
  optimizer.zeroGrad();
  loss.backward();
  nn.utils.clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  scheduler.step();
  if (count % 50 === 0) observe(images);
}

/** Feature maps by a hook, and an evaluation. */
function observe(images: Tensor): void {
  const hook = model.conv.registerForwardHook((_, _inputs, maps) => void maps.mean().item());
  noGrad(() => model.eval().forward(images));
  model.train();
  hook.remove();
}

const held = (): number => {
  // Twice: the first lets go of what waits for a finaliser.
  for (let i = 0; i < 2; i++) (globalThis as unknown as { gc(): void }).gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Bytes after a full collection, every `MEASURED_EVERY` steps behind the warm-up. */
const kept: number[] = [];
/** The most bytes of typed arrays at any moment that was looked at, collected or not. */
let peak = 0;
let count = 0;
const started = performance.now();

while (count < STEPS && performance.now() - started < SECONDS * 1000) {
  for (const [images, labels] of loader) {
    step(images, labels, ++count);
    if (count % 20 === 0) peak = Math.max(peak, process.memoryUsage().external);
    if (count >= WARM_UP && count % MEASURED_EVERY === 0) kept.push(held());
  }
}
console.log(JSON.stringify({ steps: count, kept, peak }));
