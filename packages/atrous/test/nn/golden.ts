/** @file PyTorch's answers, and modules from their descriptions. */

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { camelCase } from '../../src/geometry/names.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { Arg } from '../../src/geometry/types.js';
import { build, layerClasses } from '../../src/nn/build.js';
import { ModuleDict, ModuleList, Sequential } from '../../src/nn/container.js';
import type { Module } from '../../src/nn/module.js';

export const GOLDEN: URL = process.env['ATROUS_GOLDEN']
  ? pathToFileURL(`${process.env['ATROUS_GOLDEN']}/`)
  : new URL('../../../../golden/', import.meta.url);

export function manifest<T>(name: string): T[] {
  return (JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8')) as { cases: T[] }).cases;
}

export type GoldenArgs = Record<string, unknown>;

export interface GoldenSpec {
  type: string;
  args?: GoldenArgs;
  children?: [string, GoldenSpec][];
}

/** PyTorch's keyword arguments under our names. */
export function camelArgs(args: GoldenArgs): Record<string, Arg> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [camelCase(name), value as Arg]));
}

/** Whether every class of the description exists here. */
export function exists(spec: GoldenSpec): boolean {
  return spec.children ? spec.children.every(([, child]) => exists(child)) : layerClasses().has(spec.type);
}

export function make(spec: GoldenSpec): Module {
  if (!spec.children) return build(layerSpec(spec.type, [], camelArgs(spec.args ?? {})));
  const children = spec.children.map(([name, child]) => [name, make(child)] as const);
  if (spec.type === 'ModuleList') return new ModuleList(children.map(([, child]) => child));
  if (spec.type === 'ModuleDict') return new ModuleDict(children);
  return new Sequential(new Map(children));
}
