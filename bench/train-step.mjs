/**
 * @file A training step (forward, backward, SGD with momentum or AdamW) of the CIFAR ResNet-20 on 32 pictures, timed: the
 * engine, the reference, and PyTorch, each on one thread; PyTorch where `ATROUS_PYTHON` (default `python3`) finds it.
 *
 *     node bench/train-step.mjs [steps] [--adamw]
 *
 * Each turn is some steps of one of them, the turns taken one after another; the time is the least of all steps, in
 * milliseconds of the processor. Reads the built library.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { F, manualSeed, nn, optim, randint, randn } from '../packages/atrous/dist/index.js';
import { configureEngine, cpu, useEngine } from '../packages/atrous/dist/engine/index.js';

const BATCH = 32;
const STAGES = [16, 32, 64];

class Block extends nn.Module {
  constructor(channels, outChannels, stride) {
    super();
    const plain = { padding: 1, bias: false };
    this.conv1 = new nn.Conv2d(channels, outChannels, 3, { ...plain, stride });
    this.bn1 = new nn.BatchNorm2d(outChannels);
    this.conv2 = new nn.Conv2d(outChannels, outChannels, 3, plain);
    this.bn2 = new nn.BatchNorm2d(outChannels);
    this.shortcut =
      stride === 1
        ? new nn.Identity()
        : new nn.Sequential(
            new nn.Conv2d(channels, outChannels, 1, { stride, bias: false }),
            new nn.BatchNorm2d(outChannels),
          );
  }

  forward(x) {
    const y = F.relu(this.bn1.forward(this.conv1.forward(x)));
    return F.relu(this.bn2.forward(this.conv2.forward(y)).add(this.shortcut.forward(x)));
  }
}

function resnet20() {
  const blocks = STAGES.flatMap((channels, stage) =>
    [0, 1, 2].map((n) => {
      const first = n === 0 && stage > 0;
      return new Block(first ? STAGES[stage - 1] : channels, channels, first ? 2 : 1);
    }),
  );
  return new nn.Sequential(
    new nn.Conv2d(3, 16, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(16),
    new nn.ReLU(),
    ...blocks,
    new nn.AdaptiveAvgPool2d(1),
    new nn.Flatten(),
    new nn.Linear(64, 10),
  );
}

function trainer() {
  manualSeed(0);
  const model = resnet20();
  const optimizer = adamW
    ? new optim.AdamW(model.parameters())
    : new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 1e-4 });
  const images = randn([BATCH, 3, 32, 32]);
  const labels = randint(0, 10, [BATCH]);
  return () => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model.forward(images), labels);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}

/** Least processor time of a step, in milliseconds. */
function fastest(step, steps) {
  let least = Infinity;
  for (let i = 0; i < steps; i++) {
    const started = process.cpuUsage();
    step();
    const { user, system } = process.cpuUsage(started);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function pytorch(steps) {
  const script = fileURLToPath(new URL('train-step.py', import.meta.url));
  try {
    const python = process.env.ATROUS_PYTHON ?? 'python3';
    return Number(
      execFileSync(python, [script, String(steps), ...(adamW ? ['--adamw'] : [])], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch {
    return null;
  }
}

const adamW = process.argv.includes('--adamw');
const steps = Number(process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 10);
configureEngine({ threads: 1 });
const [onEngine, onReference] = [trainer(), trainer()];
const times = { engine: Infinity, reference: Infinity, pytorch: Infinity };
for (let round = 0; round < 3; round++) {
  useEngine(cpu);
  times.engine = Math.min(times.engine, fastest(onEngine, steps));
  useEngine(null);
  times.reference = Math.min(times.reference, fastest(onReference, 1));
  times.pytorch = Math.min(times.pytorch, pytorch(steps) ?? Infinity);
}
console.log(
  `Training step (${adamW ? 'AdamW' : 'SGD'}) of ResNet-20 on ${BATCH} pictures of 32×32, Node ${process.versions.node}, ms:`,
);
for (const [name, time] of Object.entries(times))
  console.log(Number.isFinite(time) ? `${name.padEnd(10)} ${time.toFixed(1)}` : `${name.padEnd(10)} not found`);
