/** @file The two spellings of an argument: PyTorch's `kernel_size` and this library's `kernelSize`. */

/** `kernelSize` → `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `kernel_size` → `kernelSize`. */
export function camelCase(name: string): string {
  return name.replaceAll(/(?!^)_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
