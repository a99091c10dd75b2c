/** @file `torch.nn.utils`: gradients clipped, layers fused for evaluation, weights made of other parameters. */

export {
  clipGradNorm_,
  clipGradsWithNorm_,
  clipGradValue_,
  type ClipNormOptions,
  type ClipOptions,
  getTotalNorm,
} from './clip-grad.js';
export { fuseConvBnEval, type FuseOptions, fuseLinearBnEval } from './fuse.js';
export { removeSpectralNorm, spectralNorm, type SpectralNormOptions } from './spectral-norm.js';
export { removeWeightNorm, weightNorm, type WeightNormOptions } from './weight-norm.js';
export type { NameOptions } from './reparametrize.js';
