/** @file `atrous shape`: what comes out. */

import { traceNetwork } from 'atrous/spec';
import { needNetwork } from '../network/read.js';
import { refuseStop } from '../network/stop.js';
import { shapeText } from '../run/format.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { ShapeFlags } from './command.js';

/** @throws Failure where the network cannot be read, or stops */
export async function showShape(words: string, flags: ShapeFlags): Promise<void> {
  const read = await needNetwork(words, flags.in, flags);
  const { network, input } = read;
  const trace = asked(() => traceNetwork(network, input), flags.lang);
  refuseStop(trace, read, flags.lang);
  const { rows } = trace;
  const { output } = rows.at(-1)!;
  if (flags.json)
    printJson({
      input,
      output,
      layers: rows.map((row) => ({ name: row.name, layer: row.layer, output: row.output })),
    });
  else print(shapeText(output));
}
