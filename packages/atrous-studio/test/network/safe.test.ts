import { doctor } from 'atrous-explain';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../src/pages/network/examples.js';
import { workingSizes } from '../../src/pages/network/safe.js';

const { exampleUnet } = EXAMPLES;

describe('the sizes that work', () => {
  test('are a rule, and where the input does not work the nearest that do', () => {
    const found = workingSizes({ text: exampleUnet, sizes: [102, 102] })!;
    expect(found.note.text).toBe('multiples of 4, from 4');
    expect(found.near).toEqual([
      [1, 1, 100, 100],
      [1, 1, 104, 104],
    ]);
    for (const input of found.near) expect(doctor(exampleUnet, { input }).failure).toBeUndefined();
  });

  test('need no others where the input works, or where its sides differ', () => {
    expect(workingSizes({ text: exampleUnet, sizes: [128, 128] })!.near).toEqual([]);
    expect(workingSizes({ text: exampleUnet, sizes: [101, 64] })!.near).toEqual([]);
  });

  test('are not asked of what is no network, or has no spatial axes', () => {
    expect(workingSizes({ text: 'hello', sizes: undefined })).toBeUndefined();
    expect(workingSizes({ text: 'nn.Linear(4, 2)', sizes: [1, 4] })).toBeUndefined();
  });
});
