/** @file The doctor, and the editing of texts that it offers. */

export { applyEdits } from './edits.js';
export type { InputSource } from './input.js';
export { type OnnxOptions, type OnnxReport, doctorOnnx } from './onnx.js';
export { type DoctorOptions, type DoctorReport, type Edit, type Fix, type TextKind, doctor } from './doctor.js';
