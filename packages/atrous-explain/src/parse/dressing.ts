/**
 * @file What stands round a program that somebody pastes: fences of Markdown, prompts, commands of notebooks, sentences.
 * All of it is blanked, character for character, so that offsets stay those of the original.
 */

const blank = (line: string): string => line.replaceAll(/[^\r]/g, ' ');

/** ` ``` ` and `~~~`, with or without the language. */
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})\s*([\w+-]*)\s*$/;

/** Languages of fences that hold no program. */
const OTHER = /^(?:bash|sh|shell|console|text|txt|output|json|yaml|toml|traceback|none)$/i;

/** `>>> `, `... `, `In [3]: `, `   ...: `. */
const PROMPT = /^\s{0,8}(?:>>>|In \[\d*\]:)(?: |$)/;
const CONTINUED = /^\s{0,8}\.\.\.:?(?: |$)/;

/** Commands of notebooks: `%matplotlib inline`, `!pip install torch`, `%%time`. */
const COMMAND = /^\s*(?:%{1,2}[A-Za-z]\w*\b|![A-Za-z])/;

/** The text with everything outside of its fences blanked, where it has such that hold a program. */
function insideFences(lines: readonly string[]): readonly string[] {
  const fences = lines.flatMap((line, at) => {
    const found = FENCE.exec(line);
    return found ? [{ at, language: found[1]! }] : [];
  });
  if (fences.length === 0) return lines;
  const kept = new Set<number>();
  for (let i = 0; i < fences.length; i += 2) {
    const { at, language } = fences[i]!;
    const end = fences[i + 1]?.at ?? lines.length;
    if (!OTHER.test(language)) for (let line = at + 1; line < end; line++) kept.add(line);
  }
  return lines.map((line, i) => (kept.has(i) ? line : blank(line)));
}

/** What was typed at a prompt, without the prompt; what was printed below it is blanked. */
function behindPrompts(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => PROMPT.test(line))) return lines;
  return lines.map((line) => {
    const prompt = PROMPT.exec(line) ?? CONTINUED.exec(line);
    return prompt ? ' '.repeat(prompt[0].length) + line.slice(prompt[0].length) : blank(line);
  });
}

const KEYWORD =
  /^(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|print|raise|return|try|while|with|yield)\b/;

/** A sentence: three words and more with nothing between them that a program is made of. */
const isSentence = (line: string): boolean =>
  /^[A-Za-z][\w'’,-]*(?: [\w'’"(),/:;-]+){2,}[.!?:]*(?: .*)?$/.test(line) &&
  !/[=[\]{}]|\w\(|^\w+:\s/.test(line) &&
  !KEYWORD.test(line);

/** The program in a pasted text, at its offsets: what stands round it is blank. */
export function undressed(text: string): string {
  const lines = text.split('\n');
  return behindPrompts(insideFences(lines))
    .map((line) => (COMMAND.test(line) || isSentence(line) ? blank(line) : line))
    .join('\n');
}
