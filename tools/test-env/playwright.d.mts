/**
 * What the tests use of Playwright. It is installed apart from what the project type-checks (and on some machines not
 * at all), so its own types are not there to import.
 */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Finds {
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
  getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
  getByLabel(text: string | RegExp, options?: { exact?: boolean }): Locator;
}

export interface Locator extends Finds {
  click(options?: { position?: { x: number; y: number }; modifiers?: readonly string[] }): Promise<void>;
  hover(options?: { position?: { x: number; y: number } }): Promise<void>;
  tap(): Promise<void>;
  focus(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  check(): Promise<void>;
  selectOption(value: string): Promise<unknown>;
  setInputFiles(files: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
  waitFor(options?: { state?: 'attached' | 'detached' | 'visible' | 'hidden'; timeout?: number }): Promise<void>;
  scrollIntoViewIfNeeded(): Promise<void>;
  screenshot(options?: { path?: string }): Promise<Buffer>;
  count(): Promise<number>;
  all(): Promise<Locator[]>;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  filter(options: { hasText?: string | RegExp }): Locator;
  innerText(): Promise<string>;
  textContent(): Promise<string | null>;
  inputValue(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  getAttribute(name: string): Promise<string | null>;
  boundingBox(): Promise<Box | null>;
  isVisible(): Promise<boolean>;
  isEnabled(): Promise<boolean>;
  evaluate<Result>(run: (element: HTMLElement) => Result): Promise<Result>;
  evaluateAll<Result>(run: (elements: HTMLElement[]) => Result): Promise<Result>;
}

export interface Download {
  suggestedFilename(): string;
  path(): Promise<string>;
}

/** A page, or a page inside one. */
export interface Frame extends Finds {
  url(): string;
  evaluate<Result>(script: string): Promise<Result>;
}

export interface Page extends Finds {
  frames(): Frame[];
  mainFrame(): Frame;
  goto(url: string, options?: { waitUntil?: 'load' | 'domcontentloaded' | 'networkidle' | 'commit' }): Promise<unknown>;
  reload(): Promise<unknown>;
  goBack(): Promise<unknown>;
  url(): string;
  title(): Promise<string>;
  content(): Promise<string>;
  close(): Promise<void>;
  context(): Context;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  on(event: 'requestfailed', listener: (request: { url(): string }) => void): void;
  on(
    event: 'response',
    listener: (response: { url(): string; status(): number; body(): Promise<Buffer> }) => void,
  ): void;
  on(event: 'crash', listener: () => void): void;
  waitForEvent(event: 'download'): Promise<Download>;
  waitForFunction(run: string | (() => unknown), argument?: unknown, options?: { timeout?: number }): Promise<unknown>;
  waitForTimeout(ms: number): Promise<void>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(options: { colorScheme?: 'light' | 'dark'; reducedMotion?: 'reduce' | 'no-preference' }): Promise<void>;
  addInitScript(script: string | (() => void)): Promise<void>;
  evaluate<Result>(script: string): Promise<Result>;
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  screenshot(options?: { path?: string; fullPage?: boolean; animations?: 'disabled' | 'allow' }): Promise<Buffer>;
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
    insertText(text: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  readonly mouse: {
    move(x: number, y: number, options?: { steps?: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    click(x: number, y: number): Promise<void>;
    wheel(x: number, y: number): Promise<void>;
  };
}

export interface ContextOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly locale?: string;
  readonly hasTouch?: boolean;
  readonly deviceScaleFactor?: number;
  readonly permissions?: readonly string[];
  readonly serviceWorkers?: 'allow' | 'block';
}

/** The browser's own protocol, for what Playwright has no words for. */
export interface Protocol {
  send(method: string, parameters?: unknown): Promise<unknown>;
}

export interface Context {
  newPage(): Promise<Page>;
  newCDPSession(page: Page): Promise<Protocol>;
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface Browser {
  newContext(options?: ContextOptions): Promise<Context>;
  newPage(options?: ContextOptions): Promise<Page>;
  close(): Promise<void>;
}
