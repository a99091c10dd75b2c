/** @file The editor of Python source: CodeMirror, loaded when a page first shows one. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { pythonLanguage } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** A stretch of the text with something wrong in it. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly kind: 'error' | 'warning' | 'stop';
  readonly title: string;
}

export interface MirrorOptions {
  readonly text: string;
  readonly label: string;
  readonly hint: string;
  readonly onchange: (text: string) => void;
}

export interface Mirror {
  /** Puts another text in place of the one that is there, as one step that the editor can undo. */
  setText(text: string): void;
  setMarks(marks: readonly Mark[]): void;
  focus(at: number): void;
  destroy(): void;
}

const putMarks = StateEffect.define<readonly Mark[]>();

function decorated(marks: readonly Mark[], length: number): DecorationSet {
  const ranges = marks
    .filter(({ from, to }) => from < to && to <= length)
    .map(({ from, to, kind, title }) =>
      Decoration.mark({ class: `mark-${kind}`, attributes: { title } }).range(from, to),
    );
  return Decoration.set(ranges, true);
}

const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const put = transaction.effects.find((effect) => effect.is(putMarks));
    return put ? decorated(put.value, transaction.newDoc.length) : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.self], color: 'var(--code-keyword)' },
  { tag: [tags.string], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.comment], color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.definition(tags.className), tags.definition(tags.function(tags.variableName))], fontWeight: '600' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--code)', fontSize: '0.875rem', overflow: 'auto' },
  '.cm-content': { padding: '0.75rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 0.75rem 0 0.4rem' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--muted)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.4rem', padding: '0 0.4rem 0 0.5rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection': {
    backgroundColor: 'var(--code-selection)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--tint)', outline: '1px solid var(--line)' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.mark-error, .mark-stop': {
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '3px',
    backgroundColor: 'var(--bad-tint)',
  },
  '.mark-warning': { textDecoration: 'underline dotted var(--muted) 2px', textUnderlineOffset: '3px' },
});

/** The smallest change between two texts, so that cursor and history stay where they are. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** Wrapped lines have their numbers beside them only once they were measured; until then nobody sees them jump. */
function hideUntilMeasured(view: EditorView): void {
  const gutters = view.dom.querySelector<HTMLElement>('.cm-gutters');
  if (!gutters) return;
  gutters.style.visibility = 'hidden';
  view.requestMeasure({ read: () => undefined, write: () => (gutters.style.visibility = '') });
}

export function makeMirror(parent: HTMLElement, { text, label, hint, onchange }: MirrorOptions): Mirror {
  let isOurs = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        indentUnit.of('    '),
        EditorState.tabSize.of(4),
        pythonLanguage,
        syntaxHighlighting(highlighting),
        markField,
        theme,
        EditorView.lineWrapping,
        placeholder(hint),
        // Tab goes on to the next control, as everywhere on the page.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isOurs) onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
  hideUntilMeasured(view);
  return {
    setText(next) {
      const before = view.state.doc.toString();
      if (before === next) return;
      isOurs = true;
      view.dispatch({ changes: difference(before, next) });
      isOurs = false;
    },
    setMarks: (marks) => view.dispatch({ effects: putMarks.of(marks) }),
    focus(at) {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
