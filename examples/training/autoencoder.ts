/**
 * @file Two autoencoders that differ in how they become larger again: by transposed convolutions of kernel 3 and stride 2, whose
 * overlaps draw a checkerboard, and by resizing before a convolution, which draws none.
 *
 * @see Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts", Distill, 2016
 */

import 'atrous/engine'; // in use anyway under Node; a page needs this line to be as fast
import { F, manualSeed, nn, noGrad, optim, type Tensor } from 'atrous';
import { DataLoader } from 'atrous/data';
import { DIVERGING, type Figure, gallery, greyPicture, mappedPicture, type Picture } from 'atrous-cli/pictures';
import { BLUE, lossCurve, ORANGE } from '../support/loss-curve.js';
import { type Options, readOptions } from '../support/options.js';
import { type ProgressBar, progressBar } from '../support/progress-bar.js';
import { Report } from '../support/report.js';
import { isProgram } from '../support/when-run.js';
import { Shapes, SIDE } from './shapes-data.js';

/** Both decoders take [N, 4, H, W] to [N, 1, 4H, 4W]. */
const DECODERS = {
  transposed: () => [
    new nn.ConvTranspose2d(4, 16, 3, { stride: 2, padding: 1, outputPadding: 1 }),
    new nn.ReLU(),
    new nn.ConvTranspose2d(16, 1, 3, { stride: 2, padding: 1, outputPadding: 1 }),
  ],
  resized: () => [
    new nn.Upsample({ scaleFactor: 2, mode: 'nearest' }),
    new nn.Conv2d(4, 16, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.Upsample({ scaleFactor: 2, mode: 'nearest' }),
    new nn.Conv2d(16, 1, 3, { padding: 1 }),
  ],
};

export type DecoderKind = keyof typeof DECODERS;

/** [N, 1, H, W] → a quarter of the numbers → [N, 1, H, W]; H and W are multiples of 4. */
export class Autoencoder extends nn.Module {
  encoder = new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { stride: 2, padding: 1 }),
    new nn.ReLU(),
    new nn.Conv2d(8, 16, 3, { stride: 2, padding: 1 }),
    new nn.ReLU(),
    new nn.Conv2d(16, 4, 1),
  );
  decoder: nn.Sequential;

  constructor(kind: DecoderKind) {
    super();
    this.decoder = new nn.Sequential(...DECODERS[kind]());
  }

  override forward(x: Tensor): Tensor {
    return this.decoder.forward(this.encoder.forward(x));
  }
}

export interface Trained {
  readonly model: Autoencoder;
  readonly losses: readonly number[];
  /** What the model made of the samples soon after the start. */
  readonly early: Tensor;
  /** How much checkerboard there is in what it makes of the samples: see `checkerboard`. */
  readonly pattern: number;
}

const BATCH = 16;
const LEARNED = 320;
/** Steps after which the first pictures are taken. */
export const EARLY = 40;
const HELD_SEED = 2_000_000;

/** Pictures that are not learned, without noise, [8, 1, SIDE, SIDE]. */
export function samples(): Tensor {
  const [[images]] = [...new DataLoader(new Shapes(8, HELD_SEED, { noise: 0 }), { batchSize: 8 })] as [
    [Tensor, Tensor],
  ];
  return images;
}

/** @param count pictures that are learned */
export function train(kind: DecoderKind, { epochs, seed }: Options, count = LEARNED, bar?: ProgressBar): Trained {
  manualSeed(seed);
  const loader = new DataLoader(new Shapes(count, 1, { noise: 0 }), { batchSize: BATCH, shuffle: true });
  const model = new Autoencoder(kind);
  const optimizer = new optim.Adam(model.parameters(), { lr: 4e-3 });
  const held = samples();
  const losses: number[] = [];
  let early: Tensor | undefined;

  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const [images] of loader) {
      const loss = F.mseLoss(model.forward(images), images);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      losses.push(loss.item());
      if (losses.length === EARLY) early = noGrad(() => model.forward(held));
      bar?.step(losses.length, `${kind}, epoch ${epoch} of ${epochs}, loss ${loss.item().toFixed(4)}`);
    }
  }
  const made = noGrad(() => model.forward(held));
  bar?.stage(`${kind}: loss ${losses.at(-1)!.toFixed(4)} after ${losses.length} steps`);
  return { model, losses, early: early ?? made, pattern: checkerboard(made, held) };
}

/** What changes from cell to cell and back, in both directions: ½·[[1, −1], [−1, 1]] over the picture. */
function alternation(images: Tensor): Tensor {
  const kernel = images.mul(0).flatten().narrow(0, 0, 4).reshape([1, 1, 2, 2]);
  kernel.dataAs('float32').set([0.5, -0.5, -0.5, 0.5]);
  return F.conv2d(images, kernel);
}

/** The mean size of `alternation` in what was made, beyond the truth's own: 0 for no checkerboard. */
export function checkerboard(made: Tensor, truth: Tensor): number {
  const error = noGrad(() => alternation(made.sub(truth)).abs().mean());
  return error.item();
}

/** The error of each pixel, red where it is too light and blue where too dark. */
function errorPicture(made: Tensor, truth: Tensor): Picture {
  const error = made.sub(truth).dataAs('float32');
  return mappedPicture(error, SIDE, SIDE, { colours: DIVERGING, low: -0.2, high: 0.2 });
}

function figure(transposed: Trained, resized: Trained): Figure {
  const truth = samples();
  const grey = (images: Tensor, i: number): Picture => greyPicture(images.select(0, i).dataAs('float32'), SIDE, SIDE);
  const made = (trained: Trained): Tensor => noGrad(() => trained.model.forward(truth));
  const [after, resizedAfter] = [made(transposed), made(resized)];
  const row = (name: string, draw: (i: number) => Picture) => ({
    name,
    pictures: Array.from({ length: truth.size(0) }, (_, i) => ({ picture: draw(i) })),
  });
  const rows = [
    row('input', (i) => grey(truth, i)),
    row(`transposed, step ${EARLY}`, (i) => grey(transposed.early, i)),
    row(`resized, step ${EARLY}`, (i) => grey(resized.early, i)),
    row('transposed, end', (i) => grey(after, i)),
    row('resized, end', (i) => grey(resizedAfter, i)),
    row('error, transposed', (i) => errorPicture(after.select(0, i), truth.select(0, i))),
    row('error, resized', (i) => errorPicture(resizedAfter.select(0, i), truth.select(0, i))),
  ];
  const lines = [
    'Kernel 3 with stride 2: neighbouring pixels are made by 1, 2 or 4 taps, which shows as a checkerboard.',
    `Checkerboard in the error: ${transposed.pattern.toFixed(4)} transposed, ${resized.pattern.toFixed(4)} resized. Red: too light, blue: too dark (±0.2).`,
  ];
  return gallery(rows, {
    title: 'Transposed convolution beside resizing and convolution',
    lines,
    zoom: 3,
    gutter: 190,
  });
}

async function main(): Promise<void> {
  const options = readOptions({ epochs: 10, seed: 0, out: 'atrous-out/autoencoder' });
  const started = performance.now();
  const steps = options.epochs * Math.ceil(LEARNED / BATCH);
  const transposed = train('transposed', options, LEARNED, progressBar(steps));
  const resized = train('resized', options, LEARNED, progressBar(steps));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `Checkerboard in the error: ${transposed.pattern.toFixed(4)} with transposed convolutions, ` +
      `${resized.pattern.toFixed(4)} with resizing; ${2 * steps} steps in ${seconds.toFixed(1)} s.`,
  );

  const report = new Report(options.out);
  const curves = [
    ...lossCurve(transposed.losses, { colour: ORANGE, mean: 'transposed' }),
    ...lossCurve(resized.losses, { colour: BLUE, mean: 'resized' }),
  ];
  await report.chart('loss', curves, {
    title: 'Two autoencoders',
    subtitle: `mean squared error, Adam, batches of ${BATCH}`,
    x: 'step',
    y: 'loss',
    scale: 'log',
  });
  await report.picture('checkerboard', figure(transposed, resized));
  console.log(String(report));
}

if (isProgram(import.meta.url)) await main();
