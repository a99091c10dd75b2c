/** @file What the browser keeps for this page. Where it keeps nothing (private windows, blocked storage), nothing breaks. */

const PREFIX = 'atrous-studio.';

export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}
