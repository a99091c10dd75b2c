/** @file What may stand in a Chinese sentence as it is: code, names of PyTorch and of libraries. */

/** Text between signs that mark code: `padding`, 'same', "module.". */
const MARKED = /`[^`]*`|'[^']*'|"[^"]*"/g;

/** Calls, dotted and snake-case names, assignments: `loss.mean().backward()`, `in_features`, `groups=1`, `--in`, `__init__`. */
const CODE =
  /\w[\w.]*\([^()]*\)(?:\.\w+\([^()]*\))*|[\w.]*(?:_\w|\.\w|\w=)[\w.=*]*|--\w+|\b[a-z]+[A-Z]\w*|\b[A-Z]\w*[A-Z]\w*\b|\bk[DHW]\b/g;

/** Names that nothing marks as such. */
const NAMES =
  /\b(?:PyTorch|Python|NumPy|TensorFlow|Sequential|Linear|Conv\w*|ReLU|Identity|Adaptive\w+|MaxPool\w*|Fractional\w+|True|False|None|matrixBlocks|torchinfo|Grad|padding|groups|view|permute|squeeze|sigmoid|stride|dilation|blocks|indices|inplace|left|right|top|bottom|mode|cat|float\d*|bool|int|str|tuple|slide|field)\b/g;

/** Words of a sentence that are English: two letters and more, and no code. */
export function englishWords(text: string): string[] {
  const rest = text.replaceAll(MARKED, ' ').replaceAll(CODE, ' ').replaceAll(NAMES, ' ');
  return rest.match(/[A-Za-z]{2,}/g) ?? [];
}
