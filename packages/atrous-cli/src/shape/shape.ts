/** @file `atrous shape`: what comes out. */

import { traceNetwork } from 'atrous/spec';
import { needNetwork } from '../network/read.js';
import { stopped } from '../network/stop.js';
import { shapeText } from '../run/format.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { ShapeFlags } from './command.js';

/** @throws Failure where the network cannot be read, or stops */
export async function showShape(words: string, flags: ShapeFlags): Promise<void> {
  const { network, input } = await needNetwork(words, flags.in, flags);
  const { rows, failure } = asked(() => traceNetwork(network, input));
  if (failure) throw stopped(failure, network, flags.lang);
  const { output } = rows.at(-1)!;
  if (flags.json)
    printJson({
      input,
      output,
      layers: rows.map((row) => ({ name: row.name, layer: row.layer, output: row.output })),
    });
  else print(shapeText(output));
}
