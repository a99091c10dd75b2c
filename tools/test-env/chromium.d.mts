import type { Browser } from './playwright.d.mts';

export type { Browser, Context, ContextOptions, Download, Frame, Locator, Page } from './playwright.d.mts';

export function chromium(): { program: string; libraries: string } | undefined;
/** Starts the browser; only where `chromium()` found one. @param options.args  further switches of its command line */
export function launch(options?: { args?: readonly string[] }): Promise<Browser>;
