/**
 * @file A tensor as text, the way PyTorch prints it: four digits, aligned columns, scientific notation where the
 * values span too wide a range, and only the edges of large tensors.
 */

import { tuple } from '../geometry/python.js';
import { isFloatingPoint } from './dtype.js';
import { cells, decode } from './element.js';
import { rowMajor } from './strides.js';
import type { Tensor } from './tensor.js';

/** Digits after the point. */
const PRECISION = 4;
/** Tensors with more elements are printed by their edges. */
const THRESHOLD = 1000;
/** Elements at each end of an axis that is shortened. */
const EDGE = 3;
const LINE_WIDTH = 80;
/** Digits that show whether a double lies exactly between two shorter ones. */
const EXACT = 100;
const PREFIX = 'tensor(';

/** JavaScript's rounding of exact ties goes up, Python's to the even digit: `digits` has `EXACT` places and shows them. */
function tiesToEven(digits: string, rounded: string): string {
  const cut = digits.slice(0, PRECISION - EXACT);
  const tie = /^50*$/.test(digits.slice(PRECISION - EXACT));
  return tie && Number(cut.at(-1)) % 2 === 0 ? cut : rounded;
}

/** Infinities and NaN by Python's names. */
function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'nan';
  if (Number.isFinite(x)) return undefined;
  return x > 0 ? 'inf' : '-inf';
}

/** The sign that JavaScript drops from −0. */
const signed = (x: number, text: string): string => (Object.is(x, -0) ? `-${text}` : text);

/** Python's `{:.4f}`. */
function fixed(x: number): string {
  return special(x) ?? signed(x, tiesToEven(x.toFixed(EXACT), x.toFixed(PRECISION)));
}

/** Python's `{:.4e}`. */
function scientific(x: number): string {
  const name = special(x);
  if (name !== undefined) return name;
  const [digits, exponent] = x.toExponential(PRECISION).split('e') as [string, string];
  const [long, longExponent] = x.toExponential(EXACT).split('e') as [string, string];
  const even = tiesToEven(long, '');
  const [mantissa, power] = even === '' ? [digits, exponent] : [even, longExponent];
  return signed(x, `${mantissa}e${power[0]}${power.slice(1).padStart(2, '0')}`);
}

/** A whole number with a point behind. */
function whole(x: number): string {
  return special(x) ?? `${signed(x, x.toFixed(0))}.`;
}

/** The text of one element, and the width of the columns. */
interface Format {
  readonly text: (raw: number | bigint) => string;
  readonly width: number;
}

const widest = (texts: readonly string[]): number => texts.reduce((width, text) => Math.max(width, text.length), 1);

/**
 * How floats are written: judged by those that are neither zero nor infinite nor NaN. Scientific, if the largest
 * magnitude is over 10⁸ or over 1000 times the smallest, or (with fractions) the smallest below 10⁻⁴.
 */
function floatFormat(values: readonly number[]): Pick<Format, 'width'> & { text: (x: number) => string } {
  const shown = values.filter((x) => Number.isFinite(x) && x !== 0);
  if (shown.length === 0) return { text: whole, width: 1 };
  const magnitudes = shown.map(Math.abs);
  const most = magnitudes.reduce((a, b) => Math.max(a, b));
  const least = magnitudes.reduce((a, b) => Math.min(a, b));
  const isWhole = shown.every((x) => Number.isInteger(x));
  const wide = most / least > 1000 || most > 1e8 || (!isWhole && least < 1e-4);
  const text = wide ? scientific : isWhole ? whole : fixed;
  return { text, width: widest(shown.map(text)) };
}

function formatOf(t: Tensor, raw: readonly (number | bigint)[]): Format {
  if (isFloatingPoint(t.dtype)) {
    const { text, width } = floatFormat(raw.map((x) => decode(t.dtype, x)));
    return { text: (x) => text(decode(t.dtype, x)).padStart(width), width };
  }
  const text = t.dtype === 'bool' ? (x: number | bigint) => (x ? 'True' : 'False') : String;
  const width = widest(raw.map(text));
  return { text: (x) => text(x).padStart(width), width };
}

/** The positions of an axis that are shown, null standing for those left out. */
function shownAlong(size: number, summarize: boolean): (number | null)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (!summarize || size <= 2 * EDGE) return all;
  return [...all.slice(0, EDGE), null, ...all.slice(-EDGE)];
}

/** The raw elements that are shown, in order. */
function shownElements(t: Tensor, summarize: boolean): (number | bigint)[] {
  const raw = cells(t);
  const strides = rowMajor(t.shape);
  const under = (d: number, offset: number): (number | bigint)[] => {
    if (d === t.dim()) return [raw[offset]!];
    const positions = shownAlong(t.shape[d]!, summarize).filter((i) => i !== null);
    return positions.flatMap((i) => under(d + 1, offset + i * strides[d]!));
  };
  return under(0, 0);
}

/** One axis of elements, broken into lines that start below the first one. */
function vector(texts: readonly string[], width: number, indent: number): string {
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / (width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += perLine) lines.push(texts.slice(i, i + perLine).join(', '));
  return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}

/** The nested brackets of a tensor that has elements. */
function nested(t: Tensor, summarize: boolean): string {
  const raw = cells(t);
  const strides = rowMajor(t.shape);
  const format = formatOf(t, shownElements(t, summarize));
  const axis = (d: number, offset: number, indent: number): string => {
    if (d === t.dim()) return format.text(raw[offset]!);
    const positions = shownAlong(t.shape[d]!, summarize);
    const at = (i: number): number => offset + i * strides[d]!;
    if (d === t.dim() - 1)
      return vector(
        positions.map((i) => (i === null ? ' ...' : format.text(raw[at(i)]!))),
        format.width,
        indent,
      );
    const parts = positions.map((i) => (i === null ? '...' : axis(d + 1, at(i), indent + 1)));
    return `[${parts.join(`,${'\n'.repeat(t.dim() - 1 - d)}${' '.repeat(indent + 1)}`)}]`;
  };
  return axis(0, 0, PREFIX.length);
}

/** The dtype, where it does not show, and the shape of a tensor without elements. */
function typeSuffixes(t: Tensor): string[] {
  const dtype = `dtype=torch.${t.dtype}`;
  if (t.numel() > 0) return ['float32', 'int64', 'bool'].includes(t.dtype) ? [] : [dtype];
  return [...(t.dim() === 1 ? [] : [`size=${tuple(t.shape)}`]), ...(t.dtype === 'float32' ? [] : [dtype])];
}

/** What follows the values: the type, and where its gradient goes. */
function suffixes(t: Tensor): string[] {
  const { gradFn } = t;
  if (gradFn !== null) return [...typeSuffixes(t), `grad_fn=<${String(gradFn)}>`];
  return t.requiresGrad ? [...typeSuffixes(t), 'requires_grad=True'] : typeSuffixes(t);
}

/** `tensor([[1., 2.], …])`, as PyTorch's `print` writes it. */
export function formatTensor(t: Tensor): string {
  let text = PREFIX + (t.numel() === 0 ? '[]' : nested(t, t.numel() > THRESHOLD));
  let column = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes(t)) {
    const breaks = column + suffix.length + 2 > LINE_WIDTH;
    text += breaks ? `,\n${' '.repeat(PREFIX.length)}${suffix}` : `, ${suffix}`;
    column = breaks ? PREFIX.length + suffix.length : column + suffix.length + 2;
  }
  return `${text})`;
}
