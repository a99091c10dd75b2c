/** @file A table of torchinfo or torchsummary → a network: rows in order, layers worked out from sizes and counts. */

import { LAYERS, type Shape, layerSpec, parameterCount } from 'atrous/spec';
import { Exhausted, Graph } from '../module/graph.js';
import type { NamedModule, PythonNetwork, PythonOptions } from '../module/index.js';
import type { TensorValue } from '../module/runtime.js';
import { Lines, Problems } from '../problem.js';
import { inferLayer, likelyInput } from './infer.js';
import { type SummaryRow, type SummaryTable, readSummary } from './rows.js';
import { phrase } from '../../explain/words/phrase.js';

export { looksSummarised } from './rows.js';

const product = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

const same = (a: Shape | undefined, b: Shape): boolean => a?.length === b.length && a.every((size, i) => size === b[i]);

/** A tensor, and the shape that the table gives it. */
interface Known {
  readonly tensor: TensorValue;
  readonly shape: Shape;
}

/** Earlier outputs that are looked at for what a row reads. */
const MOST_LOOKED_AT = 12;

class SummaryReader {
  readonly modules: NamedModule[] = [];
  readonly #problems: Problems;
  readonly #graph: Graph;
  readonly #known: Known[];

  constructor(problems: Problems, graph: Graph, input: Shape) {
    this.#problems = problems;
    this.#graph = graph;
    this.#known = [{ tensor: graph.input, shape: input }];
  }

  read(rows: readonly SummaryRow[]): void {
    for (const row of rows) this.#row(row);
  }

  #row(row: SummaryRow): void {
    const place = { from: row.from, to: row.to };
    const found = this.#source(row);
    if (found) {
      const { known, spec } = found;
      if (known !== this.#known.at(-1))
        this.#problems.add(row.from, row.to, phrase('problemOtherSource', { name: row.name }), {
          severity: 'warning',
          hint: phrase('hintReadAsIf', { node: known.tensor.node }),
        });
      this.modules.push({ name: row.name, spec, ...place });
      this.#known.push({ tensor: this.#graph.add(row.name, spec, [known.tensor], place), shape: row.output! });
    } else this.#gap(row);
  }

  /** What a row reads, and the layer that it then is: the nearest output that fits, flattened where it has to be. */
  #source(row: SummaryRow): { known: Known; spec: NonNullable<ReturnType<typeof inferLayer>> } | undefined {
    for (const known of this.#known.slice(-MOST_LOOKED_AT).reverse()) {
      if (row.input && !same(row.input, known.shape) && !this.#isFlat(row.input, known.shape)) continue;
      const spec = inferLayer(row, known.shape);
      if (spec) return { known, spec };
      const flat = [known.shape[0]!, product(known.shape.slice(1))];
      const flattened = row.output?.length === 2 && known.shape.length > 2 ? inferLayer(row, flat) : undefined;
      if (!flattened) continue;
      this.#problems.add(row.from, row.to, phrase('problemFlattenNotInTable'), {
        severity: 'warning',
        hint: phrase('hintFlattenAssumed', { op: row.className }),
      });
      const tensor = this.#graph.add('flatten', layerSpec('Flatten'), [known.tensor], { from: row.from, to: row.to });
      const made = { tensor, shape: flat };
      this.#known.push(made);
      return { known: made, spec: flattened };
    }
    return undefined;
  }

  #isFlat = (input: Shape, shape: Shape): boolean => input.length === 2 && input[1] === product(shape.slice(1));

  /** A row that is no layer which could be worked out: its output stands in the table. */
  #gap(row: SummaryRow): void {
    const { output, className, name } = row;
    if (output === undefined) return;
    const last = this.#known.at(-1)!;
    const tensor = this.#graph.assume(name, className, [last.tensor], { from: row.from, to: row.to }, output);
    this.#known.push({ tensor, shape: output });
  }
}

/** The input that a table tells, the one that is said where the first row takes it, or one that this row takes. */
function inputOf(table: SummaryTable, said: Shape | undefined, problems: Problems): Shape | undefined {
  if (table.input) return table.input;
  const [first] = table.rows;
  const own = said && first?.output && [first.output[0]!, ...said.slice(1)];
  if (own && inferLayer(first, own)) return own;
  const found = first && likelyInput(first);
  if (found)
    problems.add(first.from, first.to, phrase('problemInputNotInTable'), {
      severity: 'warning',
      hint: phrase('hintInputTaken', { shape: found.join('×') }),
    });
  return found;
}

/**
 * Reads the table of a model that torchinfo or torchsummary prints. Never throws. Kernels (where they are no column),
 * strides and paddings are worked out so that every size and every count is the table's; functions between layers are not
 * in such tables: where what a row reads cannot be told, it is named and assumed.
 */
export function parseSummary(text: string, options: Pick<PythonOptions, 'assume' | 'input'> = {}): PythonNetwork {
  const problems = new Problems(text, new Lines(text));
  const table = readSummary(text, (type) => Object.hasOwn(LAYERS, type));
  const told = inputOf(table, options.input, problems);
  const graph = new Graph(problems, options.assume ?? {}, options.input ?? told);
  const reader = new SummaryReader(problems, graph, told ?? options.input ?? [1]);
  try {
    graph.reserve(table.rows.map(({ name }) => name));
    reader.read(table.rows);
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    problems.add(0, 0, error.said, { hint: phrase('hintRestLeftOut') });
  }
  graph.reportUnused();
  const [first] = table.rows;
  if (first)
    problems.add(first.from, first.to, phrase('problemTableOnly'), {
      severity: 'warning',
      hint: phrase('hintTableOnly'),
    });
  return {
    network: { version: 1, nodes: graph.nodes },
    entry: table.className,
    declarations: [],
    origins: graph.origins,
    modules: reader.modules,
    parameters: reader.modules.reduce((sum, { spec }) => sum + parameterCount(spec), 0),
    assumptions: graph.assumptions,
    example: told,
    problems: problems.sorted(),
  };
}
