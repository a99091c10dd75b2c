/** @file One line on a terminal that says what is being done, and goes when it is done. */

export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Writes to stderr where it is a terminal; elsewhere nothing, so that logs hold no half lines. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const clear = (): void => void stream.write('\r\x1b[2K');
  return {
    show: (text) => {
      clear();
      stream.write(`${text.slice(0, Math.max(20, (stream.columns ?? 80) - 2))} …`);
    },
    clear,
  };
}
