/** @file Photographs at another size, for display beside maps. (What a network reads is resized by the library.) */

import type { Picture } from 'atrous-explain/pictures';

/** How one output pixel along an axis is made: two source pixels and the weight of the second. */
interface Mix {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/**
 * The picture at `height` × `width`: bilinear with pixel centres aligned when enlarging. Reducing first averages whole
 * blocks, so that no pixel is skipped.
 */
export function resample(picture: Picture, height: number, width: number): Picture {
  const down = Math.floor(Math.min(picture.height / height, picture.width / width));
  const source = down >= 2 ? average(picture, down) : picture;
  if (source.height === height && source.width === width) return source;
  const rows = mixes(source.height, height);
  const columns = mixes(source.width, width);
  const rgb = new Uint8Array(height * width * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const row = rows[y]!;
    for (let x = 0; x < width; x++) {
      for (let part = 0; part < 3; part++, at++) {
        const upper = along(source, row.first, columns[x]!, part);
        const lower = along(source, row.second, columns[x]!, part);
        rgb[at] = Math.round(upper + (lower - upper) * row.weight);
      }
    }
  }
  return { height, width, rgb };
}

function along({ rgb, width }: Picture, row: number, { first, second, weight }: Mix, part: number): number {
  const a = rgb[(row * width + first) * 3 + part]!;
  const b = rgb[(row * width + second) * 3 + part]!;
  return a + (b - a) * weight;
}

/** Centre of output pixel i lies at (i + ½)·from/to − ½ of the source. */
function mixes(from: number, to: number): Mix[] {
  return Array.from({ length: to }, (_, index) => {
    const centre = Math.max(0, ((index + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(centre));
    return { first, second: Math.min(from - 1, first + 1), weight: centre - Math.floor(centre) };
  });
}

function average({ height, width, rgb }: Picture, down: number): Picture {
  const [rows, columns] = [Math.floor(height / down), Math.floor(width / down)];
  const reduced = new Uint8Array(rows * columns * 3);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let dy = 0; dy < down; dy++)
          for (let dx = 0; dx < down; dx++) sum += rgb[((y * down + dy) * width + x * down + dx) * 3 + part]!;
        reduced[(y * columns + x) * 3 + part] = Math.round(sum / (down * down));
      }
    }
  }
  return { height: rows, width: columns, rgb: reduced };
}
