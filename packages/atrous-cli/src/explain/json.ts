/** @file One layer's explanation as stable JSON. */

import { type AxisExplanation, type Explanation, type Lang, renderStep, say, type Step } from 'atrous-explain';
import type { TraceRow } from 'atrous/spec';

const stepJson = (step: Step, lang: Lang | undefined): object => ({
  id: step.id,
  text: renderStep(step, { lang }),
  value: step.value,
});

const axisJson = ({ axis, dim, output, steps, details, notes }: AxisExplanation, lang: Lang | undefined): object => ({
  axis,
  dim: dim ?? null,
  output,
  steps: steps.map((step) => stepJson(step, lang)),
  details: details.map((step) => stepJson(step, lang)),
  notes: notes.map((note) => ({ id: note.id, text: say(note, lang), ...note.values })),
});

/** The sizes that end where this input ends, and the layer that goes back to it. */
function backJson({ back }: Explanation, lang: Lang | undefined): object | null {
  if (!back) return null;
  const { axes, opposite } = back;
  return { text: renderStep(back, { lang }), axes, opposite: opposite ?? null };
}

function costsJson({ parameters, macs, memory, field }: Explanation, lang: Lang | undefined): object {
  return {
    parameters: parameters ? stepJson(parameters, lang) : null,
    macs: macs
      ? { ...macs.macs, steps: [macs, ...macs.others].map((step) => stepJson(step, lang)) }
      : { nominal: 0, withBias: 0, effective: 0, steps: [] },
    memory: memory
      ? { activation: memory.activation.value, parameters: memory.parameters.value, peak: memory.peak.value }
      : null,
    receptiveField: field.map(({ axis, field: { size, jump, start, whole } }) => ({ axis, size, jump, start, whole })),
  };
}

/** A node without formulas, such as a sum, has its shapes alone. */
export function explanationJson(row: TraceRow, explanation: Explanation | undefined, lang: Lang | undefined): object {
  const { name, layer, spec, inputs, output } = row;
  const head = { name, layer, spec, inputs, output };
  if (!explanation) return { ...head, axes: [] };
  return {
    ...head,
    axes: explanation.axes.map((axis) => axisJson(axis, lang)),
    ...costsJson(explanation, lang),
    back: backJson(explanation, lang),
  };
}
