/**
 * @file The service worker: keeps every file of one build, so that the studio opens without a network, and adds the
 * headers that give threads where a host cannot send them.
 *
 * It stands alone: the plugin beside this file writes it to `sw.js` with `BUILD` in front. A new build is another file,
 * and so another worker, which takes over once no page of the old one is open; until then the old one's files stay.
 */

/** What the plugin found in the built folder; paths are relative to it. */
export interface Build {
  /** Differs between builds that differ. */
  readonly version: string;
  /** What the first page is made of. */
  readonly core: readonly string[];
  /** Everything else. */
  readonly rest: readonly string[];
}

/** What is used of the worker's world; the compiler's own description excludes that of pages. */
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends LifeEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerWorld {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'message', listener: (event: LifeEvent & { readonly data: unknown }) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}

declare const BUILD: Build;
const world = globalThis as unknown as WorkerWorld;

const { scope } = world.registration;
const FRONT = new URL('index.html', scope).href;
/** Caches belong to the host, which may have studios at several paths, and other things. */
const OURS = `atrous-studio ${scope} `;
const CACHE = OURS + BUILD.version;
const KNOWN = new Set([...BUILD.core, ...BUILD.rest].map((path) => new URL(path, scope).href));
/** So long the network may take before a page opens from what is kept. */
const PATIENCE_MS = 3000;

const HASHED = /-[\w-]{8}\.\w+$/;

/** What has no hash in its name may be an older one in the browser's own cache. */
const ask = (url: string): Promise<Response> => fetch(url, { cache: HASHED.test(url) ? 'default' : 'no-cache' });

async function keep(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    paths.map(async (path) => {
      const url = new URL(path, scope).href;
      if ((await cache.match(url)) !== undefined) return;
      const response = await ask(url);
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

/** The same response with the headers that make a page cross-origin isolated, and let isolated pages show it in a frame. */
function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}

async function kept(url: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const found = await cache.match(url);
  if (found !== undefined) return isolated(found);
  const response = await ask(url);
  if (response.ok) await cache.put(url, response.clone());
  return isolated(response);
}

const later = (): Promise<undefined> => new Promise((done) => setTimeout(done, PATIENCE_MS));

/** The page as the host has it now, so that a new build is seen at once; as it was kept where the host is slow or gone. */
async function opened(request: Request): Promise<Response> {
  const asked = fetch(request).catch(() => undefined);
  const response = await Promise.race([asked, later()]);
  if (response?.ok) return isolated(response);
  return kept(FRONT).catch(async () => {
    const late = await asked;
    return late === undefined ? Response.error() : isolated(late);
  });
}

/** What answers a request; undefined for what is not the studio's. */
function answerTo(request: Request): Promise<Response> | undefined {
  const [url] = request.url.split(/[?#]/, 1) as [string];
  if (request.method !== 'GET') return undefined;
  if (url === scope || url === FRONT) return request.mode === 'navigate' ? opened(request) : kept(FRONT);
  if (KNOWN.has(url)) return kept(url);
  // A script of a newer build: a worker runs in an isolated page only if it is isolated itself.
  const isWorker = request.destination === 'worker' || request.destination === 'sharedworker';
  return isWorker && url.startsWith(scope) ? fetch(request).then(isolated) : undefined;
}

world.addEventListener('install', (event) => event.waitUntil(keep(BUILD.core)));
world.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => world.clients.claim())));
world.addEventListener('message', (event) => {
  if (event.data === 'keep everything') event.waitUntil(keep(BUILD.rest));
});
world.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request);
  if (answer !== undefined) event.respondWith(answer);
});
