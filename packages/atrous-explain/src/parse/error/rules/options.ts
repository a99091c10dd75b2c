/** @file What options and calls that are none say. */

import { type ErrorRule, rule } from '../rule.js';

export const OPTIONS: readonly ErrorRule[] = [
  rule(
    'Mismatch of parameter numbers and input channel size. Found parameter numbers = {parameters} and channel size = {channels}.',
    'channels',
    'num_parameters',
    { op: 'PReLU', says: 'saidSlopes' },
  ),
  rule('prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {rank}', 'rank', 'weight', {
    op: 'PReLU',
  }),
  rule('max_val ({most:float}) must be greater than min_val ({least:float})', 'option', 'max_val', { op: 'Hardtanh' }),
  rule('ZeroDivisionError: alpha cannot be 0 for CELU', 'option', 'alpha', { op: 'CELU' }),
  rule('Lower bound should be less than or equal to the upper bound', 'option', 'lower', { op: 'RReLU' }),
  rule('lambda must be in range [0, 3.40282e+38] for input dtype Float, but found {actual:float}', 'option', 'lambd', {
    op: 'Softshrink',
  }),
  rule('lambda must be greater or equal to 0', 'option', 'lambd', { op: 'Softshrink' }),
  rule('approximate argument must be either none or tanh.', 'option', 'approximate', { op: 'GELU' }),
  rule('dropout probability has to be between 0 and 1, but got {actual:float}', 'option', 'p', { op: 'Dropout' }),
  rule("{op:word}.__init__() got an unexpected keyword argument '{argument:word}'", 'call', '{argument}', {
    op: '{op}',
  }),
  rule(
    '{op:word}.__init__() missing {count} required positional argument{s:text}: {arguments:text}',
    'call',
    '{arguments}',
    { op: '{op}' },
  ),
  rule("{op:word}.__init__() got multiple values for argument '{argument:word}'", 'call', '{argument}', { op: '{op}' }),
  rule(
    '{op:word}.__init__() takes {range:text} positional argument{s:text} but {actual} were given',
    'call',
    'arguments',
    { op: '{op}' },
  ),
  rule(
    '{op:word}.forward() missing {count} required positional argument{s:text}: {arguments:text}',
    'call',
    '{arguments}',
    { op: '{op}' },
  ),
  rule(
    '{op:word}.forward() takes {range:text} positional argument{s:text} but {actual} were given',
    'call',
    'arguments',
    { op: '{op}' },
  ),
  rule("module 'torch.nn' has no attribute '{name:word}'", 'call', '{name}', { says: 'saidNotInTorch' }),
  rule("'{object:word}' object has no attribute '{name:word}'", 'call', '{name}', {
    says: 'saidNoAttribute',
  }),
  rule('Module [{name:word}] is missing the required "forward" function', 'call', 'forward', {
    says: 'saidNotCallable',
  }),
  rule('{name:text} is not a Module subclass', 'call', 'modules', {
    says: 'saidHoldsModules',
  }),
  rule('cannot assign module before Module.__init__() call', 'call', '__init__', {
    says: 'saidSuperFirst',
  }),
  rule('optimizer got an empty parameter list', 'training', 'params', {
    says: 'saidNoParameters',
    causes: ['causePlainList'],
  }),
  rule('index {index} is out of range', 'dimension', 'index', { says: 'saidNoModule' }),
  rule('`{name:text}` is not an nn.Module', 'call', '{name}'),
  rule('module name can\'t contain ".", got: {name:text}', 'call', 'name'),
  rule('module name can\'t be empty string ""', 'call', 'name'),
  rule('buffer name can\'t contain "."', 'call', 'name'),
];
