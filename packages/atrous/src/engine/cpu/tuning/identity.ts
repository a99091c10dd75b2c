/** @file Which JavaScript engine and which processor this is, as far as they can be told. */

import { builtin } from '../builtin.js';

const realm = globalThis as {
  readonly process?: { readonly versions?: Readonly<Record<string, string>> };
  readonly navigator?: { readonly userAgent?: string };
};

/** Version of V8, as in 13.6; undefined in pages, and where another engine runs. */
export function v8Version(): number | undefined {
  const { v8, bun } = realm.process?.versions ?? {};
  return v8 === undefined || bun !== undefined ? undefined : Number.parseFloat(v8);
}

/** The JavaScript engine with its version. */
export function engineName(): string {
  const versions = realm.process?.versions ?? {};
  const name = ['bun', 'deno', 'v8'].find((key) => versions[key] !== undefined);
  return name === undefined ? (realm.navigator?.userAgent ?? 'unknown') : `${name} ${versions[name]}`;
}

/** The processor's model; empty in pages, which are not told. */
export function processorModel(): string {
  const os = builtin('os') as { cpus(): readonly { readonly model: string }[] } | undefined;
  return os?.cpus()[0]?.model.trim() ?? '';
}
