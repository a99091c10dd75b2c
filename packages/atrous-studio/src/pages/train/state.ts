/** @file What the Train page shows, as plain data: how a small network learns. The weights themselves are in no link. */

export const OPTIMISERS = ['sgd', 'adam'] as const;
export type Optimiser = (typeof OPTIMISERS)[number];

export const BATCHES = [8, 32, 128] as const;

export interface TrainState {
  readonly optimiser: Optimiser;
  /** Of each optimiser, in ten-thousandths: what is written is what is meant. */
  readonly rate: number;
  readonly batch: number;
  /** Standard deviation of the noise on the pictures, in hundredths. */
  readonly noise: number;
  /** Weights, pictures and noise follow from it. */
  readonly seed: number;
}

/** The rates that each optimiser usually begins with. */
export const USUAL_RATE: Readonly<Record<Optimiser, number>> = { sgd: 500, adam: 50 };

export const initialState = (): TrainState => ({
  optimiser: 'sgd',
  rate: USUAL_RATE.sgd,
  batch: 32,
  noise: 20,
  seed: 0,
});

export const LARGEST = { rate: 10_000, noise: 200, seed: 9999 } as const;
