/**
 * @file ONNX's own tests of operators: the sizes that are read are those of the outputs that come with them. The cases lie
 * in the folder that `ATROUS_ONNX_CASES` names, else beside the checkout; without them the test is skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { traceNetwork } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { parseOnnx } from 'atrous-explain';
import { message } from './writer.js';

const folder =
  process.env['ATROUS_ONNX_CASES'] ?? fileURLToPath(new URL('../../../../../../shared/onnx-cases', import.meta.url));

interface Value {
  readonly file: string;
  readonly name: string;
  readonly shape: readonly number[];
}

interface Case {
  readonly path: string;
  readonly nodes: readonly { readonly op: string; readonly outputs: readonly string[] }[];
  readonly dataSets: readonly {
    readonly folder: string;
    readonly inputs: readonly Value[];
    readonly outputs: readonly Value[];
  }[];
}

const read = (path: string): Uint8Array => Uint8Array.from(readFileSync(`${folder}/${path}`));

const cases: Case[] = existsSync(`${folder}/index.json`)
  ? (JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as { cases: Case[] }).cases
  : [];

/** What no layer of PyTorch's says, so that it is assumed. */
const ASSUMED =
  /averagepool_\dd_dilations|batchnorm_.*training|convinteger|dropout_.*mask|argmax_2d|maxunpool|resize_tf_crop|not_(larger|smaller)|slice_neg_steps/;

/** Further inputs of few elements are lists of sizes: they are put into the file, as exporters do. A graph is a message that merges. */
function withLists(model: Uint8Array, { path, dataSets: [data] }: Case): Uint8Array {
  const lists = data!.inputs.slice(1).filter(({ shape }) => shape.length < 2 && (shape[0] ?? 1) <= 8);
  const added = lists.flatMap(({ file }) => message(5, [...read(`${path}/${data!.folder}/${file}`)]));
  return Uint8Array.from([...model, ...(added.length === 0 ? [] : message(7, added))]);
}

describe.skipIf(cases.length === 0)("ONNX's own cases", () => {
  test.each(cases.filter(({ nodes }) => nodes.some(({ op }) => op !== 'Constant')))('$path', (one) => {
    const [data] = one.dataSets;
    const input = data!.inputs[0]?.shape ?? [1];
    const { network, problems, assumptions } = parseOnnx(withLists(read(`${one.path}/model.onnx`), one), { input });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { rows, failure } = traceNetwork(network, input);
    expect(failure).toBeNull();
    const understood = assumptions.filter(({ what }) => !what.startsWith('the input'));
    if (ASSUMED.test(one.path)) expect(understood).not.toEqual([]);
    else expect([understood, rows.at(-1)?.output ?? input]).toEqual([[], data!.outputs[0]!.shape]);
  });
});
