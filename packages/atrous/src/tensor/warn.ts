/** @file Things that are probably mistakes but not errors, said on the console, each once. */

declare const console: { warn(text: string): void };

const said = new Set<string>();

export function warnOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.warn(text);
}
