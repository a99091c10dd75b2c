/** @file Solutions as stable JSON: all of them, one value per axis. */

import {
  type Alternatives,
  type Lang,
  type SameAsTensorFlow,
  say,
  type Solution,
  type SolveResult,
} from 'atrous-explain';

/** Fields in the order in which people read them. */
function solutionJson(solution: Solution, lang: Lang): object {
  const { kernel, stride, padding, dilation, outputPadding, ceilMode, unread, reasons, text } = solution;
  const said = reasons.map((reason) => say(reason, lang));
  return { kernel, stride, padding, dilation, outputPadding, ceilMode, unread, text, reasons: said };
}

function otherJson({ nearest, padded, twoLayers }: Alternatives, lang: Lang): object {
  const chains = twoLayers.map(({ steps }) =>
    steps.map(({ op, input, output, setting }) => ({ op, input, output, ...solutionJson(setting, lang) })),
  );
  return { nearest, padded, twoLayers: chains };
}

/** `alternatives` is null where there are solutions. */
export function answerJson(result: SolveResult, other: Alternatives | undefined, lang: Lang): object {
  const { op, input, output, shared, count, solutions, proof, notes } = result;
  return {
    op,
    input,
    output,
    shared,
    count,
    solutions: solutions.map((solution) => solutionJson(solution, lang)),
    proof: proof.map(({ because, ...rest }) => ({ ...rest, because: say(because, lang) })),
    notes: notes.map((note) => say(note, lang)),
    alternatives: other ? otherJson(other, lang) : null,
  };
}

export function sameJson(input: readonly number[], same: SameAsTensorFlow): object {
  const { axes, padding, pad, code, notes } = same;
  return { input, axes, padding, pad, code, notes: notes.map(({ text }) => text) };
}
