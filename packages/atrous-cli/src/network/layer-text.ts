/** @file A layer of a table, as short as it can be. */

import { pythonLayer } from 'atrous-explain';
import { LAYERS, type LayerSpec } from 'atrous/spec';

/** As PyTorch's source has it, defaults left out; joins such as `cat(dim=1)` as they are printed. */
export function sourceText({ spec, layer }: { readonly spec: LayerSpec; readonly layer: string }): string {
  return Object.hasOwn(LAYERS, spec.op) ? pythonLayer(spec).replace(/^nn\./, '') : layer;
}
