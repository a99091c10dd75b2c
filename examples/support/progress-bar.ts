/** @file One line on a terminal that fills while something runs; elsewhere a line per stage, so that logs stay short. */

export interface ProgressBar {
  /** @param done steps of `total` @param text behind the bar */
  step(done: number, text: string): void;
  /** Ends a stage with a line that stays. */
  stage(text: string): void;
}

const CELLS = 28;

/** `▕██████          ▏  21 %`. */
export function barText(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * CELLS);
  return `▕${'█'.repeat(filled)}${' '.repeat(CELLS - filled)}▏ ${String(Math.round(100 * share)).padStart(3)} %`;
}

/** Writes to stderr; seconds left are guessed from those that are gone. */
export function progressBar(total: number, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  const started = performance.now();
  const clear = stream.isTTY ? '\r\x1b[2K' : '';
  return {
    step(done, text) {
      if (!stream.isTTY) return;
      const left = ((performance.now() - started) / Math.max(1, done)) * (total - done);
      const line = `${barText(done, total)}  ${text}  ${Math.ceil(left / 1000)} s left`;
      // A line that wraps could not be taken back.
      stream.write(clear + line.slice(0, (stream.columns ?? 80) - 1));
    },
    stage(text) {
      stream.write(`${clear}${text}\n`);
    },
  };
}
