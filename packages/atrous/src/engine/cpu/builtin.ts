/** @file What Node has built in, without an import that bundlers and pages would meet. */

const realm = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } };

/** A module of Node; undefined where there is none, as in pages. */
export const builtin = (name: string): unknown => realm.process?.getBuiltinModule?.(`node:${name}`);
