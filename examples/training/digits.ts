/** @file A LeNet-like network learns to read digits, and shows what it looks at. */

import 'atrous/engine'; // in use anyway under Node; a page needs this line to be as fast
import { F, manualSeed, nn, noGrad, optim, randn, type Tensor } from 'atrous';
import { CosineAnnealingLR } from 'atrous/optim/lr-scheduler';
import { DataLoader, randomSplit, type Subset, TensorDataset } from 'atrous/data';
import { heatmap } from 'atrous/vision';
import { type Figure, gallery, type GalleryPicture, greyPicture, heatOverlay, matrix } from 'atrous-cli/pictures';
import { lossCurve } from '../support/loss-curve.js';
import { type Options, readOptions } from '../support/options.js';
import { type ProgressBar, progressBar } from '../support/progress-bar.js';
import { Report } from '../support/report.js';
import { isProgram } from '../support/when-run.js';
import { type Digits, readDigits } from './digits-data.js';

/** [N, 1, 8, 8] → [N, 10]. */
export class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 16, 3, { padding: 1, bias: false });
  norm1 = new nn.BatchNorm2d(16);
  conv2 = new nn.Conv2d(16, 32, 3, { padding: 1, bias: false });
  norm2 = new nn.BatchNorm2d(32);
  pool = new nn.MaxPool2d(2);
  drop = new nn.Dropout({ p: 0.4 });
  fc1 = new nn.Linear(32 * 4 * 4, 64);
  fc2 = new nn.Linear(64, 10);

  override forward(x: Tensor): Tensor {
    let y = F.relu(this.norm1.forward(this.conv1.forward(x)));
    y = this.pool.forward(F.relu(this.norm2.forward(this.conv2.forward(y)))); // [N, 32, 4, 4]
    y = F.relu(this.fc1.forward(this.drop.forward(y.flatten({ startDim: 1 }))));
    return this.fc2.forward(y);
  }
}

type Samples = Subset<[Tensor, Tensor]>;

export interface Trained {
  readonly model: LeNet;
  readonly losses: readonly number[];
  readonly held: Samples;
  /** Rows are the true classes, columns what the network says. */
  readonly confusion: readonly (readonly number[])[];
}

const BATCH = 32;
const NAMES = Array.from({ length: 10 }, (_, i) => String(i));

/** Trains on four fifths of the digits; the rest is held out. */
export function train(digits: Digits, { epochs, seed }: Options, bar?: ProgressBar): Trained {
  manualSeed(seed);
  const all = new TensorDataset(digits.images, digits.labels);
  const [learned, held] = randomSplit(all, [0.8, 0.2]);
  const loader = new DataLoader(learned!, { batchSize: BATCH, shuffle: true });
  const model = new LeNet();
  const optimizer = new optim.AdamW(model.parameters(), { lr: 5e-3, weightDecay: 0.01 });
  const scheduler = new CosineAnnealingLR(optimizer, epochs * loader.length);
  const losses: number[] = [];

  for (let epoch = 1; epoch <= epochs; epoch++) {
    model.train();
    for (const [images, labels] of loader) {
      // Noise and soft targets keep it from learning the pictures by heart.
      const noisy = images.add(randn(images.shape).mul(0.1));
      const loss = F.crossEntropy(model.forward(noisy), labels, { labelSmoothing: 0.1 });
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      scheduler.step();
      losses.push(loss.item());
      bar?.step(losses.length, `epoch ${epoch} of ${epochs}, loss ${loss.item().toFixed(3)}`);
    }
    const right = accuracy(confusionOf(model, held!));
    bar?.stage(`epoch ${epoch} of ${epochs}: ${(100 * right).toFixed(2)} % of the held-out digits are right`);
  }
  return { model, losses, held: held!, confusion: confusionOf(model, held!) };
}

/** How often each class is taken for each. */
function confusionOf(model: LeNet, samples: Samples): number[][] {
  const counts = Array.from({ length: 10 }, () => NAMES.map(() => 0));
  model.eval();
  for (const [images, labels] of new DataLoader(samples, { batchSize: 128 })) {
    const said = noGrad(() => model.forward(images).argmax(1)).tolist() as number[];
    (labels.to('int32').tolist() as number[]).forEach((label, i) => counts[label]![said[i]!]!++);
  }
  return counts;
}

/** The share of samples on the diagonal. */
export function accuracy(confusion: readonly (readonly number[])[]): number {
  const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
  return right / confusion.flat().reduce((a, b) => a + b, 0);
}

const RED = [196, 36, 36] as const;
/** Cells of a digit are enlarged before they are drawn, so that heat maps are smooth. */
const SIDE = 64;

/** A digit with what the network says of it, and where it looks for that. */
function explained(model: LeNet, [image, label]: readonly [Tensor, Tensor]): [GalleryPicture, GalleryPicture] {
  const input = image.unsqueeze(0);
  const scores = noGrad(() => F.softmax(model.forward(input), { dim: 1 }));
  const said = scores.argmax().item();
  const map = heatmap(model, model.conv2, input, { by: 'gradcam', target: said });
  const size = [SIDE, SIDE];
  const shown = F.interpolate(input, { size, mode: 'nearest' });
  const smooth = F.interpolate(map.unsqueeze(1), { size, mode: 'bilinear', alignCorners: false });
  const picture = greyPicture(shown.dataAs('float32'), SIDE, SIDE);
  const isRight = said === label.item();
  const share = `${Math.round(100 * scores.amax().item())} %`;
  const words = isRight ? { label: `${said}, ${share}` } : { label: `${said}, not ${label.item()}`, colour: RED };
  return [{ picture, ...words }, { picture: heatOverlay(picture, smooth.dataAs('float32')) }];
}

/** The first held-out digit of each class, then those that the network takes for another, as many as there is room for. */
function chosen({ model, held }: Trained): {
  plain: (readonly [Tensor, Tensor])[];
  wrong: (readonly [Tensor, Tensor])[];
} {
  const samples = Array.from({ length: held.length }, (_, i) => held.get(i) as readonly [Tensor, Tensor]);
  const plain = NAMES.map((_, digit) => samples.find(([, label]) => label.item() === digit)!);
  const said = (image: Tensor): number => noGrad(() => model.forward(image.unsqueeze(0)).argmax()).item();
  return { plain, wrong: samples.filter(([image, label]) => said(image) !== label.item()).slice(0, 10) };
}

/** Digits and Grad-CAM. */
function gradCamFigure(trained: Trained): Figure {
  const { plain, wrong } = chosen(trained);
  const rows = [
    { name: 'held out', samples: plain },
    { name: 'mistaken', samples: wrong },
  ].flatMap(({ name, samples }) => {
    const pairs = samples.map((sample) => explained(trained.model, sample));
    if (pairs.length === 0) return [];
    return [
      { name, pictures: pairs.map(([digit]) => digit) },
      { name: 'Grad-CAM', pictures: pairs.map(([, heat]) => heat) },
    ];
  });
  const lines = [
    'Under each digit: what the network says, and how sure it is. Warm: what speaks for that digit (Grad-CAM, second convolution).',
  ];
  return gallery(rows, { title: 'What the network looks at', lines, zoom: 1, gutter: 100 });
}

async function main(): Promise<void> {
  const options = readOptions({ epochs: 10, seed: 0, out: 'atrous-out/digits' });
  const digits = readDigits(options.seed);
  console.log(`Digits: ${digits.images.size(0)} of 8 × 8 from ${digits.source}; a fifth is held out.`);
  const started = performance.now();
  const steps = options.epochs * Math.ceil((digits.images.size(0) * 0.8) / BATCH);
  const trained = train(digits, options, progressBar(steps));
  const seconds = (performance.now() - started) / 1000;
  const share = accuracy(trained.confusion);
  const result = `${(100 * share).toFixed(2)} % of ${trained.held.length} held-out digits are right`;
  console.log(`${result}, after ${trained.losses.length} steps in ${seconds.toFixed(1)} s.`);

  const report = new Report(options.out);
  await report.chart('loss', lossCurve(trained.losses), {
    title: 'Reading digits: the loss of a LeNet-like network',
    subtitle: `cross-entropy with label smoothing 0.1, AdamW, batches of ${BATCH} · ${result}`,
    x: 'step',
    y: 'loss',
  });
  await report.picture(
    'confusion',
    matrix(trained.confusion, {
      title: 'Which digit is taken for which',
      lines: [result],
      rows: 'what it is',
      columns: 'what the network says',
      names: NAMES,
    }),
  );
  await report.picture('grad-cam', gradCamFigure(trained));
  console.log(String(report));
}

if (isProgram(import.meta.url)) await main();
