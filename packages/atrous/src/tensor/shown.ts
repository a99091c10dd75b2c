/** @file How the library's own objects name and show themselves. */

/** The name of an instance's class, and for a class of this library PyTorch's, whatever a minifier did. */
export function className({ constructor }: object): string {
  return Object.hasOwn(constructor, 'op') ? (constructor as unknown as { op: string }).op : constructor.name;
}

/** What `console.log` shows in Node, Deno and Bun: the object's `toString()`. */
export function showAsText(prototype: object): void {
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: { toString(): string }): string {
      return this.toString();
    },
    writable: true,
    configurable: true,
  });
}
