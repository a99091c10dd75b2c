/** @file Layers for another number of axes than the input has. */

import { type Candidate, type Idea, type Scene, wrap } from './scene.js';
import { phrase } from '../../explain/words/phrase.js';

/** The number of axes: a batch that is missing, or that flatten took away. */
export const axes: Idea = (scene) => {
  const rank = Number(/([123])d$/.exec(scene.node.spec.op)?.[1] ?? 0);
  if (rank === 0) return [];
  const length = scene.inputs[0]!.length;
  const other = length >= 3 && length <= 5 && length !== rank + 2 ? otherClass(scene, length - 2) : undefined;
  if (length > rank + 2 && scene.inputs[0]!.includes(1))
    return [
      other,
      wrap(scene, scene.node.name, phrase('fixDropAxis'), (x) => `${x}.squeeze(${scene.inputs[0]!.indexOf(1)})`),
    ];
  if (length < rank + 1) return [wrap(scene, scene.node.name, phrase('fixAddAxis'), (x) => `${x}.unsqueeze(1)`)];
  return [other];
};

/** The same layer for another number of axes: `nn.Conv2d` in place of `nn.Conv1d`. */
function otherClass({ text, model, node }: Scene, rank: number): Candidate | undefined {
  const declaration = model.origins.get(node.name)?.declaration;
  const callee = declaration && /^[\w.]*?(\w+?)[123]d(?=\s*\()/.exec(text.slice(declaration.from, declaration.to));
  if (!declaration || !callee) return undefined;
  const at = declaration.from + callee[0].length;
  return {
    title: phrase('fixInPlace', { meant: `${callee[1]!}${rank}d`, given: node.spec.op }),
    edits: [{ from: at - 2, to: at - 1, text: String(rank) }],
  };
}
