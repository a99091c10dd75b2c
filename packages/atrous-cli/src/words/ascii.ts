/** @file What the command says in plain ASCII: for terminals, logs and fonts that know nothing else. */

/** Signs of the command and of the libraries. Letters of other languages and names that somebody chose stay. */
const SPELLED: Readonly<Record<string, string>> = {
  '×': 'x',
  '·': '*',
  '−': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '→': '->',
  '←': '<-',
  '⌊': 'floor(',
  '⌋': ')',
  '⌈': 'ceil(',
  '⌉': ')',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '≈': '~',
  '±': '+-',
  '÷': '/',
  '½': '1/2',
  '∞': 'inf',
  '√': 'sqrt ',
  Σ: 'sum ',
  '∂': 'd',
  '‖': '||',
  σ: 'sigma',
  β: 'beta',
  α: 'alpha',
  ρ: 'rho',
  π: 'pi',
  μ: 'mu',
  µ: 'u',
  λ: 'lambda',
  ε: 'eps',
  '─': '-',
  '│': '|',
  '├': '|',
  '└': '`',
  '▲': '^',
  '✗': 'x',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '=',
  '▌': '=',
  '▍': '=',
  '▎': '-',
  '▏': '-',
  '’': "'",
  '“': '"',
  '”': '"',
  '\u00A0': ' ',
};

const SIGNS = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'gu');
/** Powers and indices, as in `10⁻⁵` and `x₁`. */
const RAISED = /[²³¹⁰⁴-⁹⁻ⁿˣ]+/gu;
const LOWERED = /[₀-₉]+/gu;

const plain = (digits: string): string => digits.normalize('NFKD').replaceAll('−', '-');

/** The text with its signs spelled out. A line that goes on to the left begins with one sign, so that what points at it stays below. */
export const toAscii = (text: string): string =>
  text
    .replaceAll(/^( *)…/gm, '$1~')
    .replaceAll(RAISED, (digits) => `^${plain(digits)}`)
    .replaceAll(LOWERED, (digits) => `_${plain(digits)}`)
    .replaceAll(SIGNS, (sign) => SPELLED[sign]!);

let isOn = false;

/** The text as it is written: what is laid out in columns counts on it. */
export const shown = (text: string): string => (isOn ? toAscii(text) : text);

/** Puts ASCII through one stream. @returns what ends it */
function throughAscii(stream: NodeJS.WriteStream): () => void {
  const own = Object.getOwnPropertyDescriptor(stream, 'write');
  const write = stream.write.bind(stream);
  stream.write = (chunk: Uint8Array | string, ...rest: []) =>
    write(typeof chunk === 'string' ? toAscii(chunk) : chunk, ...rest);
  return () => {
    if (own) Object.defineProperty(stream, 'write', own);
    else Reflect.deleteProperty(stream, 'write');
  };
}

/** From here on stdout and stderr are written in ASCII. @returns what ends it */
export function writeAscii(): () => void {
  const ends = [process.stdout, process.stderr].map(throughAscii);
  isOn = true;
  return () => {
    isOn = false;
    for (const end of ends) end();
  };
}
