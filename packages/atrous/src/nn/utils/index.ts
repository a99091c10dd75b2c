/** @file `torch.nn.utils`: layers fused for evaluation, weights made of other parameters. */

export { fuseConvBnEval, type FuseOptions, fuseLinearBnEval } from './fuse.js';
export { removeSpectralNorm, spectralNorm, type SpectralNormOptions } from './spectral-norm.js';
export { removeWeightNorm, weightNorm, type WeightNormOptions } from './weight-norm.js';
export type { NameOptions } from './reparametrize.js';
