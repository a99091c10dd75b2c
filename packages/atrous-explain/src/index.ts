/**
 * @file Explanations of layers, and PyTorch source read without running it. No DOM, no file system; all arithmetic is
 * `atrous/spec`'s.
 */

export * from './read.js';
export { isLayer, modulesOf, type ModulesOfText, stepsOf, type Tied, tied } from './parse/module/running.js';
export { type OnnxNetwork, parseOnnx } from './parse/onnx/index.js';
export { type Diagnosis, type DiagnoseOptions, diagnose } from './parse/error/diagnose.js';
export { type DiagnosisKind } from './parse/error/rule.js';
export { type LayerGuess } from './parse/error/layer-guess.js';
export { type Frame, type Traceback, readTraceback } from './parse/error/traceback.js';
export {
  type DoctorOptions,
  type DoctorReport,
  type Edit,
  type Fix,
  type TextKind,
  applyEdits,
  type InputSource,
  doctor,
  doctorOnnx,
  type OnnxOptions,
  type OnnxReport,
} from './doctor/index.js';
export {
  type EmitPythonOptions,
  type TableFormat,
  type TableRow,
  emitPython,
  emitTable,
  emitTypeScript,
  pythonLayer,
  typescriptLayer,
} from './emit/index.js';
export {
  type AxisExplanation,
  type Note,
  type Operator,
  type Ref,
  type Step,
  type StepId,
  type Token,
} from './explain/tokens.js';
export { explainSizes } from './explain/sizes.js';
export { type BackAxis, type BackExplanation, explainBack } from './explain/back.js';
export { type MacsExplanation, explainMacs, explainParameters } from './explain/cost.js';
export { type ExplainOptions, type Explanation, explain } from './explain/explain.js';
export { type FieldExplanation, explainField } from './explain/field.js';
export { type MemoryExplanation, explainMemory } from './explain/memory.js';
export { type ParameterAxis, type ParameterLayout, type WeightLayout, explainWeight } from './explain/weight.js';
export { type HtmlOptions, renderHtml, renderHtmlList } from './explain/html.js';
export { renderMathml } from './explain/mathml.js';
export { renderSpeech, speak } from './explain/speech.js';
export { type RenderOptions, axisLabel, labelOf, renderLatex, renderStep, renderText } from './explain/render.js';
export { type Change, type Restructured, restructure } from './restructure/index.js';
export * from './solve/index.js';
export * from './advice/index.js';
export * from './taps/index.js';
export * from './matrix/index.js';
export * from './field/index.js';
export * from './checker/index.js';
export {
  type Box as SceneBox,
  type CellRef,
  type CellSelection,
  type Drawn,
  type DrawnText,
  type FieldState,
  type Grid as SceneGrid,
  type Hex,
  type LayerState,
  type LegendEntry,
  type Line as SceneLine,
  type Look,
  type Path as ScenePath,
  type Point as ScenePoint,
  type Rect as SceneRect,
  type Role,
  type Scene,
  type SceneLens,
  type SceneState,
  type SceneValues,
  type SvgElement,
  type SvgOptions,
  type SvgPicture,
  type Text as SceneText,
  type TikzOptions,
  type Theme,
  type View,
  HOLD,
  LEAST_CELLS,
  MOST_CELLS,
  TAP_COLOURS,
  channelsScene,
  describeScene,
  drawOrder,
  frameCount,
  frameShape,
  lookOf,
  paperOf,
  renderSvg,
  renderTikz,
  scene,
  sceneViews,
  svgPicture,
  tapMark,
  windowCells,
} from './scene/index.js';
