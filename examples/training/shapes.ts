/** @file A tiny U-Net learns to say of every pixel which shape it belongs to. */

import 'atrous/engine'; // in use anyway under Node; a page needs this line to be as fast
import { F, manualSeed, noGrad, optim, type Tensor } from 'atrous';
import { CosineAnnealingLR } from 'atrous/optim/lr-scheduler';
import { DataLoader } from 'atrous/data';
import { type Colour, type Figure, gallery, greyPicture, type Picture } from 'atrous-cli/pictures';
import { UNet } from '../blocks/unet.js';
import { lossCurve } from '../support/loss-curve.js';
import { type Options, readOptions } from '../support/options.js';
import { type ProgressBar, progressBar } from '../support/progress-bar.js';
import { Report } from '../support/report.js';
import { isProgram } from '../support/when-run.js';
import { CLASSES, Shapes, SIDE } from './shapes-data.js';

export interface Trained {
  readonly model: UNet;
  readonly losses: readonly number[];
  /** Intersection over union of each class, on pictures that were not learned. */
  readonly overlap: readonly number[];
}

const BATCH = 8;
const LEARNED = 400;
const HELD = 40;
/** Learned pictures are drawn from seeds below, held-out ones from seeds above. */
const HELD_SEED = 1_000_000;

/** @param count pictures that are learned */
export function train({ epochs, seed }: Options, count = LEARNED, bar?: ProgressBar): Trained {
  manualSeed(seed);
  const loader = new DataLoader(new Shapes(count, 1 + seed * count), { batchSize: BATCH, shuffle: true });
  const model = new UNet(1, CLASSES.length, { norm: true });
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-2 });
  const scheduler = new CosineAnnealingLR(optimizer, epochs * loader.length);
  const losses: number[] = [];

  for (let epoch = 1; epoch <= epochs; epoch++) {
    model.train();
    for (const [images, masks] of loader) {
      const loss = F.crossEntropy(model.forward(images), masks); // [N, 4, H, W] and [N, H, W]
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      scheduler.step();
      losses.push(loss.item());
      bar?.step(losses.length, `epoch ${epoch} of ${epochs}, loss ${loss.item().toFixed(3)}`);
    }
    bar?.stage(`epoch ${epoch} of ${epochs}: loss ${losses.at(-1)!.toFixed(3)}`);
  }
  return { model, losses, overlap: overlapOf(model.eval(), HELD) };
}

/** The class of each pixel of a picture [1, H, W]. */
function segmented(model: UNet, image: Tensor): Int32Array {
  return noGrad(() => model.forward(image.unsqueeze(0)).argmax(1)).dataAs('int32');
}

/** Per class, the pixels where network and truth agree over those where either has it. */
function overlapOf(model: UNet, count: number): number[] {
  const both = CLASSES.map(() => 0);
  const either = CLASSES.map(() => 0);
  const held = new Shapes(count, HELD_SEED);
  for (let i = 0; i < count; i++) {
    const [image, mask] = held.get(i);
    const said = segmented(model, image);
    mask.dataAs('int32').forEach((truth, at) => {
      either[truth]!++;
      if (said[at] === truth) both[truth]!++;
      else either[said[at]!]!++;
    });
  }
  return both.map((pixels, kind) => pixels / Math.max(1, either[kind]!));
}

const COLOURS: readonly Colour[] = [
  [38, 42, 54],
  [86, 180, 233],
  [230, 159, 0],
  [0, 158, 115],
];

function maskPicture(mask: ArrayLike<number>): Picture {
  const rgb = new Uint8Array(3 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) rgb.set(COLOURS[mask[i]!]!, 3 * i);
  return { height: SIDE, width: SIDE, rgb };
}

/** Where two masks differ, in white. */
const differences = (a: ArrayLike<number>, b: Int32Array): Picture =>
  greyPicture(
    Array.from(b, (kind, i) => (kind === a[i] ? 0 : 1)),
    SIDE,
    SIDE,
  );

function samplesFigure(model: UNet): Figure {
  const held = new Shapes(8, HELD_SEED);
  const samples = Array.from({ length: held.length }, (_, i) => {
    const [image, mask] = held.get(i);
    return { image, truth: mask.dataAs('int32'), said: segmented(model, image) };
  });
  const row = (name: string, draw: (sample: (typeof samples)[number]) => Picture) => ({
    name,
    pictures: samples.map((sample) => ({ picture: draw(sample) })),
  });
  const rows = [
    row('picture', ({ image }) => greyPicture(image.dataAs('float32'), SIDE, SIDE)),
    row('truth', ({ truth }) => maskPicture(truth)),
    row('U-Net says', ({ said }) => maskPicture(said)),
    row('differences', ({ truth, said }) => differences(truth, said)),
  ];
  const lines = ['Pictures that were not learned. Blue: disc, orange: ring, green: triangle.'];
  return gallery(rows, { title: 'A tiny U-Net finds shapes', lines, zoom: 3 });
}

async function main(): Promise<void> {
  const options = readOptions({ epochs: 8, seed: 0, out: 'atrous-out/shapes' });
  console.log(`${LEARNED} drawn pictures of ${SIDE} × ${SIDE} to learn from, ${HELD} to test on.`);
  const started = performance.now();
  const steps = options.epochs * Math.ceil(LEARNED / BATCH);
  const { model, losses, overlap } = train(options, LEARNED, progressBar(steps));
  const seconds = (performance.now() - started) / 1000;
  const shares = CLASSES.map((name, kind) => `${name} ${(100 * overlap[kind]!).toFixed(1)} %`).join(', ');
  console.log(`Intersection over union: ${shares}; ${losses.length} steps in ${seconds.toFixed(1)} s.`);

  const report = new Report(options.out);
  await report.chart('loss', lossCurve(losses), {
    title: 'Segmenting shapes: the loss of a tiny U-Net',
    subtitle: `cross-entropy per pixel, Adam, batches of ${BATCH}`,
    x: 'step',
    y: 'loss',
    scale: 'log',
  });
  await report.picture('samples', samplesFigure(model));
  console.log(String(report));
}

if (isProgram(import.meta.url)) await main();
