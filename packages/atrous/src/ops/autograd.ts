/** @file What `torch.autograd` offers, as the namespace `autograd`. */

export { backward, type BackwardOptions, grad, type GradOptions, type HookHandle } from './backward.js';
export {
  enableGrad,
  type GradientHook,
  type GradientRule,
  isGradEnabled,
  noGrad,
  setGradEnabled,
} from '../autograd/index.js';
