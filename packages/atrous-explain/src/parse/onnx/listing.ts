/** @file A model as text, one line per node, so that problems have a place to be shown at. */

import type { Place } from '../bind.js';
import type { Attribute, OnnxModel, OnnxNode } from './model.js';

const LONGEST = 60;

const short = (text: string): string =>
  (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text).replaceAll(/\s/g, ' ');

function attributeText(value: Attribute): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(7)));
  if (typeof value === 'string') return `'${short(value)}'`;
  return 'dims' in value ? `tensor of ${value.dims.join('×') || 'one number'}` : `[${value.slice(0, 12).join(', ')}]`;
}

function lineOf({ op, domain, inputs, outputs, attributes }: OnnxNode, { constants }: OnnxModel): string {
  const read = inputs.slice(0, 12).map((name) => {
    const dims = constants.get(name)?.dims;
    return dims === undefined ? short(name) || '–' : `${short(name)}: ${dims.join('×') || 'one number'}`;
  });
  const set = [...attributes].slice(0, 12).map(([name, value]) => `${short(name)}=${attributeText(value)}`);
  const callee = short(domain === '' ? op : `${domain}.${op}`);
  return `${short(outputs.join(', '))} = ${callee}(${[...read, ...set].join(', ')})`;
}

/** The text, and where every node stands in it. */
export function listing(model: OnnxModel): { text: string; places: Place[] } {
  const places: Place[] = [];
  const lines: string[] = [];
  let from = 0;
  for (const node of model.nodes) {
    const line = lineOf(node, model);
    places.push({ from, to: from + line.length });
    lines.push(line);
    from += line.length + 1;
  }
  return { text: lines.join('\n'), places };
}
