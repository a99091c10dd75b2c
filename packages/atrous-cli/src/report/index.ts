/** @file The HTML report: data in, one self-contained page out. */

export type {
  AxisFormula,
  FigureKind,
  ReportData,
  ReportFigure,
  ReportImage,
  ReportLayer,
  ReportTotals,
} from './data.js';
export { htmlReport } from './html.js';
export { reportWords } from './words.js';
