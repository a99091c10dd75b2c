import type { Browser } from './playwright.d.mts';

export type { Browser, Context, ContextOptions, Download, Frame, Locator, Page } from './playwright.d.mts';

export function chromium(): { program: string; libraries: string } | undefined;
/** Starts the browser; only where `chromium()` found one. */
export function launch(): Promise<Browser>;
