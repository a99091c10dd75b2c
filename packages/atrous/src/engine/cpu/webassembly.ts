/** @file The part of WebAssembly's JavaScript interface that is used here; the library has no DOM types to take it from. */

/** Addresses and counts in, nothing out. */
export type KernelFunction = (...args: number[]) => void;

export interface WasmMemory {
  /** Made anew when the memory grows. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

export interface WasmApi {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { m: { m: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, KernelFunction>> };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
}

/** Undefined where there is none: it can be switched off, and a page's policy can forbid it. */
export const wasm: WasmApi | undefined = (globalThis as unknown as { readonly WebAssembly?: WasmApi }).WebAssembly;
