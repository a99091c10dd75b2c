/** @file An explanation as LaTeX: one aligned equation per axis and cost. */

import { type Explanation, type Lang, type RenderOptions, renderLatex, type Step } from 'atrous-explain';

interface Line {
  readonly name: string;
  readonly step: Step;
}

type Convention = NonNullable<RenderOptions['macs']>;

function macsOf({ macs }: Explanation, convention: Convention): Step | undefined {
  return convention === 'nominal' ? macs : macs?.others[convention === 'bias' ? 0 : 1];
}

function linesOf(explanation: Explanation, convention: Convention): Line[] {
  const { axes, parameters, back } = explanation;
  const macs = macsOf(explanation, convention);
  const sizes = axes.flatMap(({ axis, steps }) => steps.map((step, i) => ({ name: i === 0 ? axis : '', step })));
  const costs = [
    ...(parameters ? [{ name: 'params', step: parameters }] : []),
    ...(macs ? [{ name: 'MACs', step: macs }] : []),
    ...(back && back.value > 1 ? [{ name: 'back', step: back }] : []),
  ];
  return [...sizes, ...costs];
}

const nameText = (name: string): string => (name === '' ? '' : `\\text{${name}} `);

/** Empty for a layer that changes no size and has no parameters. */
export function latexOf(explanation: Explanation, lang: Lang | undefined, macs: Convention = 'nominal'): string {
  const lines = linesOf(explanation, macs).map(
    ({ name, step }) => `${nameText(name)}&${name === '' ? '\\quad' : '='} ${renderLatex(step, lang)}`,
  );
  return lines.length === 0 ? '' : `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`;
}
