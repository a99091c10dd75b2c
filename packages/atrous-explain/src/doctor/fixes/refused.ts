/** @file What may be changed where PyTorch's constructor refuses a layer's arguments. */

import { snakeCase } from 'atrous/spec';
import type { Problem } from '../../parse/problem.js';
import type { MadeLayer } from '../../parse/module/index.js';
import { setArgument } from '../edits.js';
import { type Candidate, settingIn } from './scene.js';

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function number(made: MadeLayer, name: string): number | undefined {
  const source = made.arguments.find((argument) => argument.name === name)?.source;
  return source !== undefined && /^\d+$/.test(source) ? Number(source) : undefined;
}

/** The nearest multiple that is not smaller. */
const multiple = (value: number, of: number): number => Math.ceil(value / of) * of;

/** What may help, by what the constructor says. */
export function refusedCandidates(text: string, { message }: Problem, made: MadeLayer): Candidate[] {
  const set = (name: string, value: number | string): Candidate => ({
    title: settingIn(made.op, name, value),
    edits: [setArgument(text, made, name, snakeCase(name), String(value))],
  });
  const kernel = number(made, 'kernelSize');
  if (/must be divisible by groups/.test(message.text)) {
    const [a, b, groups] = [number(made, 'inChannels'), number(made, 'outChannels'), number(made, 'groups')];
    const found: Candidate[] = [];
    if (a !== undefined && b !== undefined && groups) {
      found.push(set('groups', gcd(gcd(a, b), groups)));
      found.push(a % groups !== 0 ? set('inChannels', multiple(a, groups)) : set('outChannels', multiple(b, groups)));
    }
    return [...found, set('groups', 1)];
  }
  if (/padding='same' is not supported/.test(message.text))
    return [...(kernel === undefined ? [] : [set('padding', Math.floor(kernel / 2))]), set('stride', 1)];
  if (/Invalid padding string/.test(message.text))
    return [set('padding', "'same'"), ...(kernel === undefined ? [] : [set('padding', Math.floor(kernel / 2))])];
  if (/num_channels .* must be divisible by num_groups/.test(message.text)) {
    const [groups, all] = [number(made, 'numGroups'), number(made, 'numChannels')];
    return groups && all ? [set('numGroups', gcd(all, groups)), set('numChannels', multiple(all, groups))] : [];
  }
  if (/padding mode is supported/.test(message.text)) return [set('paddingMode', "'zeros'")];
  if (/dropout probability/.test(message.text)) return [set('p', 0.5)];
  return [];
}
