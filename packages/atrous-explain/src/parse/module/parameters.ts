/** @file Arguments of a call put to the parameters that take them. */

import type { SyntaxNode } from '@lezer/common';
import type { Machine } from './machine.js';
import { type Argument, type CallArguments, type Parameter, type Runtime, tuple } from './runtime.js';
import { quoted } from '../../explain/words/phrase.js';

/** Parameters and their values, with Python's words where they do not fit. */
export function bound(
  machine: Machine,
  parameters: readonly Parameter[],
  name: string,
  { positional, keywords }: CallArguments,
  node: SyntaxNode,
): Map<string, Runtime> {
  const values = new Map<string, Runtime>();
  const places = parameters.filter(({ star, keywordOnly }) => star === '' && !keywordOnly);
  const rest = positional.slice(places.length).map(({ value }) => value);
  const missing: string[] = [];
  const used = new Set<string>();
  for (const parameter of parameters) {
    if (parameter.star !== '') continue;
    const at = places.indexOf(parameter);
    const given = (at >= 0 ? positional[at] : undefined) ?? keywords.get(parameter.name);
    if (keywords.has(parameter.name)) used.add(parameter.name);
    if (!given && parameter.fallback === undefined) missing.push(`'${parameter.name}'`);
    values.set(
      parameter.name,
      given?.value ?? parameter.fallback ?? { ...machine.unknown(node), source: parameter.name },
    );
  }
  const extra = [...keywords].filter(([keyword]) => !used.has(keyword));
  const starred = parameters.find(({ star, name: own }) => star === '*' && own !== '');
  const doubled = parameters.find(({ star }) => star === '**');
  if (starred) values.set(starred.name, tuple(rest));
  else if (rest.length > 0)
    machine.report(
      node,
      quoted(
        `${name}() takes ${places.length} positional argument${places.length === 1 ? '' : 's'} but ${positional.length} were given`,
      ),
      undefined,
      'error',
    );
  if (doubled) values.set(doubled.name, dictionary(extra));
  else if (extra.length > 0)
    machine.report(node, quoted(`${name}() got an unexpected keyword argument '${extra[0]![0]}'`), undefined, 'error');
  if (missing.length > 0) reportMissing(machine, name, missing, node);
  return values;
}

function reportMissing(machine: Machine, name: string, missing: readonly string[], node: SyntaxNode): void {
  const noun = missing.length === 1 ? 'argument' : 'arguments';
  const listed =
    missing.length < 3 ? missing.join(' and ') : `${missing.slice(0, -1).join(', ')}, and ${missing.at(-1)!}`;
  machine.report(
    node,
    quoted(`${name}() missing ${missing.length} required positional ${noun}: ${listed}`),
    undefined,
    'error',
  );
}

const dictionary = (pairs: readonly (readonly [string, Argument])[]): Runtime => ({
  kind: 'dict',
  entries: new Map(pairs.map(([name, { value }]) => [`s${name}`, { key: { kind: 'string', value: name }, value }])),
});
