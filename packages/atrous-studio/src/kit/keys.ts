/** @file Keys that work wherever the focus is, unless somebody is typing. */

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** `Ctrl+Shift+z`, `?`, `Space`; the command key of a Mac counts as Ctrl. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const base = key === ' ' ? 'Space' : key.length === 1 && (ctrlKey || metaKey) ? key.toLowerCase() : key;
  const isShifted = shiftKey && (ctrlKey || metaKey || base.length > 1);
  return [ctrlKey || metaKey ? 'Ctrl' : '', altKey ? 'Alt' : '', isShifted ? 'Shift' : '', base]
    .filter((part) => part !== '')
    .join('+');
}

const TYPING = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable=true]';
/** Keys that these already understand. */
const OWN: readonly (readonly [selector: string, keys: RegExp])[] = [
  ['button, a, [role=tab], summary, [type=checkbox]', /^(Space|Enter)$/],
  ['[type=range], [role=tab], [role=slider], [role=grid] *, [role=spinbutton]', /^(Arrow\w+|Home|End|Page\w+)$/],
];

/** Whether the focused element wants this key for itself. */
export function isTaken(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof Element)) return false;
  // A button of a dialog that has gone leaves the focus with the page behind it.
  const isInDialog = target.closest('dialog') !== null || document.querySelector('dialog:modal') !== null;
  if (isInDialog && !name.startsWith('Ctrl+')) return true;
  if (target.closest(TYPING) !== null) return true;
  return OWN.some(([selector, keys]) => keys.test(name) && target.closest(selector) !== null);
}

/** Runs what the map has for the key. @returns whether it had something */
export function press(map: KeyMap, event: KeyboardEvent): boolean {
  const name = keyName(event);
  if (event.defaultPrevented || event.isComposing || isTaken(event.target, name)) return false;
  const act = map[name];
  if (act === undefined) return false;
  event.preventDefault();
  act(event);
  return true;
}
