/** @file What an example leaves behind: pictures, and curves as SVG and PNG. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ChartOptions, encodePng, encodeSvg, type Figure, lineChart, type Series } from 'atrous-cli/pictures';

/** A folder that says what it holds. */
export class Report {
  readonly folder: string;
  readonly #files: string[] = [];

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  async #write(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, name), content);
    this.#files.push(name);
  }

  /** Writes `NAME.png`. */
  async picture(name: string, figure: Figure): Promise<void> {
    await this.#write(`${name}.png`, await encodePng(figure));
  }

  /** Writes `NAME.svg` and the same as `NAME.png`. */
  async chart(name: string, series: readonly Series[], options: ChartOptions): Promise<void> {
    const svg = lineChart(series, options);
    await this.#write(`${name}.svg`, svg);
    await this.#write(`${name}.png`, await encodeSvg(svg));
  }

  toString(): string {
    return [`Written to ${this.folder}:`, ...this.#files.map((name) => `  ${name}`)].join('\n');
  }
}
