/** @file What a page of the studio is: a state that a link holds, and a component that shows it. */

import type { Component } from 'svelte';
import type { Lang } from './language.svelte.js';
import { Session } from './session.svelte.js';

/** A state as a link's query, and back. */
export interface Codec<State> {
  /** What somebody sees who comes without a link. */
  readonly initial: () => State;
  /** Never throws: what a link says that cannot be is left out, and told in `ignored`. */
  readonly read: (query: URLSearchParams) => { readonly state: State; readonly ignored: readonly string[] };
  /** A query that `read` turns into the same state. */
  readonly write: (state: State) => URLSearchParams;
}

/** A key of a page, for the help dialog. */
export interface KeyHelp {
  /** As on the keyboard: `Space`, `←`. */
  readonly keys: readonly string[];
  readonly what: Readonly<Record<Lang, string>>;
}

export interface Page<State> {
  readonly codec: Codec<State>;
  readonly component: Component<{ session: Session<State> }> | Component<Record<string, never>>;
  /** What is shown of it in somebody else's page; by default the same. It fits its frame and tells its height (`tellHeight`). */
  readonly embedded?: Component<{ session: Session<State> }>;
  /** One line for the window's title and for recent work. */
  readonly title: (state: State) => string;
  readonly keys: readonly KeyHelp[];
}

/** A page at work, as the shell sees it: what its state is made of is the page's own affair. */
export interface OpenPage {
  readonly component: Component<Record<string, unknown>>;
  readonly embedded: Component<Record<string, unknown>> | undefined;
  readonly props: Record<string, unknown>;
  readonly keys: readonly KeyHelp[];
  readonly session: Pick<Session<unknown>, 'canUndo' | 'canRedo' | 'undo' | 'redo'>;
  /** Takes the state of a link. @returns what of the link was ignored */
  readonly read: (query: URLSearchParams) => readonly string[];
  readonly write: () => URLSearchParams;
  readonly title: () => string;
}

/** Opens a page in the state of a link. */
export type OpenFrom = (query: URLSearchParams) => { readonly page: OpenPage; readonly ignored: readonly string[] };

/** Makes a page ready for the registry. */
export function definePage<State>({ codec, component, embedded, title, keys }: Page<State>): OpenFrom {
  return (query) => {
    const { state, ignored } = codec.read(query);
    const session = new Session(state);
    const page: OpenPage = {
      component: component as unknown as OpenPage['component'],
      embedded: embedded as unknown as OpenPage['embedded'],
      props: { session },
      keys,
      session,
      read(next) {
        const read = codec.read(next);
        session.set(read.state);
        return read.ignored;
      },
      write: () => codec.write(session.state),
      title: () => title(session.state),
    };
    return { page, ignored };
  };
}

/** A row of the registry. */
export interface PageEntry {
  /** Stands in links. */
  readonly id: string;
  readonly name: Readonly<Record<Lang, string>>;
  /** The page's own code, which loads when it is opened first. */
  readonly load: () => Promise<{ readonly open: OpenFrom }>;
}
