/** @file What the lab's own thread answers. It keeps the picture, the weights and all maps; the page gets what it shows. */

import 'atrous/engine';
import { type FilterAnswer, filterAnswer, type FilterQuestion } from './filters.js';
import { type HeatAnswer, heatAnswer, type HeatQuestion } from './heat.js';
import { type PixelAnswer, pixelAnswer, type PixelQuestion } from './pixel.js';
import { Lab, type RunAnswer, type RunQuestion } from './run.js';
import { type MapAnswer, mapAnswer, type MapQuestion } from './tiles.js';

const lab = new Lab();

export const LAB_QUESTIONS: {
  readonly run: (question: RunQuestion) => Promise<RunAnswer>;
  readonly map: (question: MapQuestion) => MapAnswer | undefined;
  readonly pixel: (question: PixelQuestion) => PixelAnswer | undefined;
  readonly filters: (question: FilterQuestion) => FilterAnswer | undefined;
  readonly heat: (question: HeatQuestion) => HeatAnswer | undefined;
} = {
  run: (question) => lab.run(question),
  map: (question) => mapAnswer(lab.current, question),
  pixel: (question) => pixelAnswer(lab.current, question),
  filters: (question) => filterAnswer(lab.current, question),
  heat: (question) => heatAnswer(lab.current, question),
};

export type LabQuestions = typeof LAB_QUESTIONS;

export async function answerLab(name: string, question: unknown): Promise<unknown> {
  return (LAB_QUESTIONS[name as keyof LabQuestions] as (question: unknown) => unknown)(question);
}
