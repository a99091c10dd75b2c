import type { ContextOptions, Page } from './playwright.d.mts';

export interface Look {
  readonly width: number;
  readonly theme: 'light' | 'dark';
  readonly lang: 'en' | 'zh';
}

export interface Step {
  readonly click?: string;
  readonly hover?: string;
  readonly press?: string;
  readonly fill?: readonly [selector: string, text: string];
  readonly wait?: string;
}

export interface StudioState {
  /** The page's id. */
  readonly page: string;
  readonly name: string;
  /** The hash, as the studio writes it. */
  readonly link: string;
  readonly steps?: readonly Step[];
}

export const WIDTHS: readonly number[];
export const LOOKS: readonly Look[];
export function studioStates(): StudioState[];
export function contextOptions(look: Look): ContextOptions;
export function watch(page: Page, origin: string): string[];
export function goTo(page: Page, url: string, state: Pick<StudioState, 'link' | 'steps'>): Promise<void>;
export function shotName(state: StudioState, look: Look): string;
