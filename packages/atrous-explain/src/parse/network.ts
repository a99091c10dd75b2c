/** @file A network's text in PyTorch's syntax → its layers. The text is read, never run. */

import { parser } from '@lezer/python';
import { LayerReader, type ParsedNode } from './layer-reader.js';
import { Lines, type Problem, Problems } from './problem.js';
import { repair } from './repair.js';
import { StatementReader } from './statements.js';
import { reportSyntax } from './syntax.js';
import { phrase } from '../explain/words/phrase.js';

export interface ParsedNetwork {
  /** In the order in which they are written, which is taken for the order in which they run. */
  readonly nodes: readonly ParsedNode[];
  /** In the order of the text. Layers that stand beside a problem are in `nodes` all the same. */
  readonly problems: readonly Problem[];
}

/** Longer than any network that somebody writes. */
const LONGEST = 2_000_000;

/**
 * Reads layers written as PyTorch writes them: one call, calls separated by commas or line breaks, `nn.Sequential`
 * (nested, with names through `OrderedDict`, assigned or not), the `__init__` of a class; with or without `nn.` or
 * `torch.nn.`. Arguments are numbers, simple arithmetic, strings, booleans, None, and lists. Never throws: what is
 * wrong comes back as problems, and the rest is read. `SyntaxError`s have Python's words.
 */
export function parseNetwork(text: string): ParsedNetwork {
  const lines = new Lines(text);
  const problems = new Problems(text, lines);
  if (text.length > LONGEST) {
    problems.add(0, 0, phrase('problemTooLong', { characters: text.length }), {
      hint: phrase('hintLongest', { most: LONGEST }),
    });
    return { nodes: [], problems: problems.sorted() };
  }
  const mended = repair(text, problems);
  const tree = parser.parse(mended);
  reportSyntax(tree, mended, problems);
  const layers = new LayerReader(text, mended, lines, problems);
  const top = { prefix: '', printed: false, depth: 0 };
  new StatementReader(mended, problems, layers).statements(tree.topNode, top);
  return { nodes: layers.nodes, problems: problems.sorted() };
}
