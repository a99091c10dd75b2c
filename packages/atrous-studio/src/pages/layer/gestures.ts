/**
 * @file Two fingers on a picture, and the wheel with Ctrl (which is also what a touchpad's pinch sends). One finger and the bare
 * wheel stay the page's, so that it scrolls.
 */

export interface Gesture {
  /** Two fingers have come down around a point of the window. */
  readonly start: (x: number, y: number) => void;
  /** By how much they are further apart than at the start, and how far their middle has moved, in pixels. */
  readonly move: (scale: number, x: number, y: number) => void;
  readonly end: () => void;
  /** The wheel: a factor at a time. */
  readonly zoom: (factor: number, x: number, y: number) => void;
}

interface Pair {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

function pairOf({ touches: [a, b] }: TouchEvent): Pair | undefined {
  if (!a || !b) return undefined;
  const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, distance: Math.max(1, distance) };
}

/** Parts of a doubling for each pixel of the wheel. */
const WHEEL = 0.008;

/** Listens on an element. @returns what ends it */
export function listenToGestures(element: HTMLElement, gesture: Gesture): () => void {
  let begin: Pair | undefined;

  function touched(event: TouchEvent): void {
    const pair = event.touches.length === 2 ? pairOf(event) : undefined;
    if (begin && !pair) gesture.end();
    if (pair) {
      // The browser would zoom the whole page.
      event.preventDefault();
      gesture.start(pair.x, pair.y);
    }
    begin = pair;
  }

  function moved(event: TouchEvent): void {
    const pair = begin && pairOf(event);
    if (!begin || !pair) return;
    event.preventDefault();
    gesture.move(pair.distance / begin.distance, pair.x - begin.x, pair.y - begin.y);
  }

  function turned(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    gesture.zoom(2 ** (-event.deltaY * WHEEL), event.clientX, event.clientY);
  }

  const life = new AbortController();
  const { signal } = life;
  const active = { signal, passive: false };
  for (const type of ['touchstart', 'touchend', 'touchcancel'] as const)
    element.addEventListener(type, touched, active);
  element.addEventListener('touchmove', moved, active);
  element.addEventListener('wheel', turned, active);
  return () => life.abort();
}
