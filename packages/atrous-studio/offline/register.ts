/**
 * @file Puts the service worker to work. The production build calls this, once the page is there.
 *
 * Where the host sends no headers for isolation, the worker does, from the next load on; so the first visit loads
 * once more by itself, unless somebody is at work on it already.
 */

const RELOADED = 'atrous-studio.isolated';

/** True once for each tab, and never where the browser keeps nothing: a page that reloads forever is worse than one thread. */
function firstTime(): boolean {
  try {
    if (sessionStorage.getItem(RELOADED) !== null) return false;
    sessionStorage.setItem(RELOADED, 'yes');
    return true;
  } catch {
    return false;
  }
}

const event = (target: EventTarget, name: string): Promise<unknown> =>
  new Promise((happened) => target.addEventListener(name, happened, { once: true }));

/** The worker's downloads must not compete with the page's own. */
async function loaded(): Promise<void> {
  if (document.readyState !== 'complete') await event(window, 'load');
}

const isWorthReloading = (): boolean =>
  !crossOriginIsolated && window.top === window && !navigator.userActivation?.hasBeenActive && firstTime();

/** Resolves when every file is being kept. Where that cannot be (no HTTPS, blocked, a folder), nothing happens. */
export async function stayOffline(): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (container === undefined) return;
  await loaded();
  try {
    await container.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' });
  } catch {
    return;
  }
  const { active } = await container.ready;
  if (container.controller === null) await event(container, 'controllerchange');
  if (isWorthReloading()) location.reload();
  else (container.controller ?? active)?.postMessage('keep everything');
}
