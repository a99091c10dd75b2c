/** @file What reading a network and saying why it stops takes, and nothing else: it loads in half of the time. */

export { type ParsedNetwork, parseNetwork } from './parse/network.js';
export { type ParsedNode } from './parse/layer-reader.js';
export { type Problem, formatProblem } from './parse/problem.js';
export { wholeShape } from './parse/whole-shape.js';
export { toNetworkSpec } from './parse/spec.js';
export {
  type Assumption,
  type Declaration,
  type DeclaredArgument,
  type NamedModule,
  type NodeOrigin,
  type MadeLayer,
  type PythonNetwork,
  type PythonOptions,
  type PythonValue,
  parsePython,
} from './parse/module/index.js';
export { looksLikeOnnx } from './parse/onnx/recognise.js';
export { looksPrinted, parsePrinted } from './parse/printed/index.js';
export { looksSummarised, parseSummary } from './parse/summary/index.js';
export { type Refusal, type RefusedAxis, explainError, refusalHints, stopHints } from './explain/refusal.js';
export { type Lang, type Phrase, quoted, say } from './explain/words/phrase.js';
export { type Mistake, QuestionError, mistakeOf } from './explain/error.js';
export { libraryHint, libraryHints } from './explain/library-hints.js';
export type { IsWritten } from './advice/pool-stride.js';
export { writtenIn } from './parse/module/written.js';
export { inPythonNames, sayInPythonNames } from './explain/python-names.js';
export { formatBytes, formatCount, formatLarge, formatSizes, formatTime } from './units.js';
