import { describe, expect, test } from 'vitest';
import { begin, change, redo, undo } from '../../src/kit/history.js';

describe('undo and redo', () => {
  test('take back one change after the other and make them again', () => {
    let history = begin(1);
    for (const next of [2, 3]) history = change(history, next, '', next);
    history = undo(undo(history));
    expect(history.present).toBe(1);
    history = redo(redo(history));
    expect(history.present).toBe(3);
    expect(redo(history)).toBe(history);
  });

  test('a drag is one step, however many changes it makes', () => {
    let history = begin(1);
    for (let i = 2; i < 50; i++) history = change(history, i, 'padding', i * 20);
    expect(undo(history).present).toBe(1);
  });

  test('two drags of different numbers, or of one with a pause between, are two steps', () => {
    const dragged = change(change(begin(1), 2, 'padding', 0), 3, 'stride', 100);
    expect(undo(dragged).present).toBe(2);
    const paused = change(change(begin(1), 2, 'padding', 0), 3, 'padding', 5000);
    expect(undo(paused).present).toBe(2);
  });

  test('a new change forgets what was taken back', () => {
    const history = change(undo(change(begin(1), 2, '', 0)), 7, '', 1);
    expect(redo(history).present).toBe(7);
  });

  test('keeps 200 steps and no more', () => {
    let history = begin(0);
    for (let i = 1; i <= 500; i++) history = change(history, i, '', i);
    for (let i = 0; i < 500; i++) history = undo(history);
    expect(history.present).toBe(300);
  });
});
