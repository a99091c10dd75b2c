/** @file A row dragged by its grip, with a mouse, a pen or a finger, to a gap between two others. */

/** What is less is a click with an unsteady hand, in pixels. */
const LEAST = 5;
/** Near the window's edge the page scrolls along. */
const EDGE = 56;
const SCROLL = 14;

export class Dragging {
  /** The row that is dragged. */
  name: string | undefined = $state();
  /** The row behind which it would be put; undefined where that changes nothing. */
  over: string | undefined = $state();
  /** Whether the click that ends a drag is still to come. */
  wasDragged = false;

  readonly #ondrop: (name: string, after: string) => void;

  constructor(ondrop: (name: string, after: string) => void) {
    this.#ondrop = ondrop;
  }

  /** @param rows  all rows in their order, each with `data-row` */
  start(event: PointerEvent, name: string, rows: () => readonly HTMLElement[]): void {
    const grip = event.currentTarget as HTMLElement;
    const from = event.clientY;
    this.wasDragged = false;
    if (event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    const end = (): void => {
      stop.abort();
      this.name = undefined;
      this.over = undefined;
    };
    const move = ({ clientY }: PointerEvent): void => {
      if (this.name === undefined && Math.abs(clientY - from) < LEAST) return;
      this.name = name;
      this.wasDragged = true;
      this.over = gapAt(rows(), name, clientY);
      if (clientY < EDGE) scrollBy(0, -SCROLL);
      else if (clientY > innerHeight - EDGE) scrollBy(0, SCROLL);
    };
    const drop = (): void => {
      const { over } = this;
      end();
      if (over !== undefined) this.#ondrop(name, over);
    };
    const escape = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end();
    };
    grip.addEventListener('pointermove', move, { signal });
    grip.addEventListener('pointerup', drop, { signal });
    grip.addEventListener('pointercancel', end, { signal });
    addEventListener('keydown', escape, { signal, capture: true });
  }
}

/** The row above the gap that is nearest to a height of the window. */
function gapAt(rows: readonly HTMLElement[], name: string, y: number): string | undefined {
  const names = rows.map((row) => row.dataset['row']!);
  const above = rows.findLastIndex((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return (top + bottom) / 2 < y;
  });
  const over = names[Math.max(0, above)]!;
  return over === name || names[names.indexOf(over) + 1] === name ? undefined : over;
}
