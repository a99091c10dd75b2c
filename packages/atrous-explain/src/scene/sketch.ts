/** @file Collects the marks of a scene. */

import type { Box, Line, Path, Point, Rect, Role, Scene, Text } from './scene.js';

type More<T> = Partial<Omit<T, 'role' | keyof Box>>;
type TextMore = Partial<Omit<Text, 'role' | 'x' | 'y' | 'text'>>;

/** Average width of a character in parts of the font size, for the room that texts need. */
const CHARACTER = 0.58;

/** Room for a text in pixels, a little more than it takes. */
export function textRoom(text: string, size: number, bold: boolean = false): number {
  return Math.ceil(Array.from(text).length * size * CHARACTER * (bold ? 1.07 : 1));
}

export class Sketch {
  readonly rects: Rect[] = [];
  readonly lines: Line[] = [];
  readonly paths: Path[] = [];
  readonly texts: Text[] = [];

  rect(role: Role, { x, y, width, height }: Box, more: More<Rect> = {}): void {
    this.rects.push({ role, x, y, width, height, ...more });
  }

  line(role: Role, from: Point, to: Point, more: More<Line> = {}): void {
    this.lines.push({ role, x1: from[0], y1: from[1], x2: to[0], y2: to[1], ...more });
  }

  path(role: Role, points: readonly Point[], more: More<Path> = {}): void {
    this.paths.push({ role, points, ...more });
  }

  /** @param more  size 12 and anchor 'start' by default */
  text(role: Role, text: string, x: number, y: number, more: TextMore = {}): void {
    this.texts.push({ role, text, x, y, size: 12, anchor: 'start', ...more });
  }

  /** A text in the middle of a box. */
  centred(role: Role, text: string, box: Box, more: TextMore = {}): void {
    const size = more.size ?? 12;
    this.text(role, text, box.x + box.width / 2, box.y + box.height / 2 + size * 0.35, { ...more, anchor: 'middle' });
  }

  /** The finished scene. */
  scene(size: Pick<Scene, 'width' | 'height'>, words: Pick<Scene, 'title' | 'description' | 'sentence'>): Scene {
    const { rects, lines, paths, texts } = this;
    return { width: Math.ceil(size.width), height: Math.ceil(size.height), rects, lines, paths, texts, ...words };
  }
}
