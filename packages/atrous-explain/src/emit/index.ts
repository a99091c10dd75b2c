/** @file Networks written out: PyTorch, TypeScript, tables. */

export { type EmitPythonOptions, emitPython, pythonLayer } from './python.js';
export { emitTypeScript, typescriptLayer } from './typescript.js';
export { type TableFormat, type TableRow, emitTable } from './table.js';
