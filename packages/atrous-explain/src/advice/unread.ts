/** @file Cells of the input that no window reads. */

import type { NodeSpec, Shape } from 'atrous/spec';
import { explainSizes } from '../explain/sizes.js';
import type { Note } from '../explain/tokens.js';
import { phrase } from '../explain/words/phrase.js';
import { walkNetwork } from '../solve/walk.js';
import { type SpecEdit, applySpecEdits } from './edit.js';
import { editsOf, fixes, tried } from './fix.js';
import { type Graph, axesOf } from './graph.js';
import type { Advice } from './types.js';

const SLIDES = /^(Conv|MaxPool|AvgPool|LPPool)[123]d$/;

/** The notes about an axis of a layer, of one kind. */
function notesOf(node: NodeSpec, shape: Shape, id: Note['id']): Note[] {
  return explainSizes(node.spec, shape).flatMap(({ notes }) => notes.filter((note) => note.id === id));
}

const lost = (node: NodeSpec, shape: Shape): Note[] =>
  notesOf(node, shape, 'unread').filter(({ values }) => Number(values['input']) > 0);

/** Whether the node reads all of its input after the edits. */
function readsAll(graph: Graph, node: NodeSpec, edits: readonly SpecEdit[]): boolean {
  if (!tried(graph, edits)) return false;
  const network = applySpecEdits(graph.network, edits);
  const shape = walkNetwork(network, graph.input).shapes.get(node.from[0]!)!;
  return (
    lost(
      network.nodes.find(({ name }) => name === node.name)!,
      shape,
    ).length === 0
  );
}

/** `ceil_mode` of a pool; of a convolution the least more padding that is enough. */
function remedies(graph: Graph, node: NodeSpec): SpecEdit[][] {
  if (!node.spec.op.startsWith('Conv')) {
    const edits = editsOf(node, { ceilMode: true });
    return readsAll(graph, node, edits) ? [edits] : [];
  }
  if (typeof node.spec.args['padding'] === 'string') return [];
  const padding = axesOf(node, 'padding');
  const most = Math.max(...axesOf(node, 'stride'));
  for (let more = 1; more <= most; more++) {
    const edits = editsOf(node, { padding: padding.map((p) => p + more) });
    if (readsAll(graph, node, edits)) return [edits];
  }
  return [];
}

/** Rows and columns at the far end that the last window does not reach: the division leaves a remainder beyond the padding. */
export function unreadCells(graph: Graph): Advice[] {
  return graph.network.nodes.flatMap((node): Advice[] => {
    const shape = graph.walk.shapes.get(node.from[0]!);
    if (!SLIDES.test(node.spec.op) || !shape || !graph.walk.shapes.has(node.name)) return [];
    const [note] = lost(node, shape);
    if (!note) return [];
    return [
      {
        id: 'unreadCells',
        severity: 'note',
        node: node.name,
        problem: phrase('adviceUnread', { node: node.name, cells: note.values['input']!, axis: note.values['axis']! }),
        reason: phrase('adviceUnreadWhy', { stride: Math.max(...axesOf(node, 'stride')) }),
        fixes: fixes(graph, ...remedies(graph, node)),
      },
    ];
  });
}

/** Cells between windows: the stride is longer than the kernel reaches. */
export function skippedCells(graph: Graph): Advice[] {
  return graph.network.nodes.flatMap((node): Advice[] => {
    const shape = graph.walk.shapes.get(node.from[0]!);
    if (!SLIDES.test(node.spec.op) || !shape || !graph.walk.shapes.has(node.name)) return [];
    const skipped = notesOf(node, shape, 'skipped');
    if (skipped.length === 0) return [];
    const stride = axesOf(node, 'stride');
    const read = stride.reduce((share, s, axis) => share * Math.min(1, axesOf(node, 'kernelSize')[axis]! / s), 1);
    return [
      {
        id: 'skippedCells',
        severity: 'note',
        node: node.name,
        problem: phrase('adviceSkipped', { node: node.name, percent: Math.round(100 * (1 - read)) }),
        reason: phrase('adviceSkippedWhy', { stride: Math.max(...stride) }),
        fixes: [],
      },
    ];
  });
}
