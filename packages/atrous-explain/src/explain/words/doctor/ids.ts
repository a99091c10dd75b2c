/** @file Changes that are worth trying, and what runs and is hardly meant: the sentences that there are. */

export type DoctorWordId =
  | 'fixInPlace'
  | 'fixStar'
  | 'fixSet'
  | 'fixDropAxis'
  | 'fixAddAxis'
  | 'fixPermute'
  | 'fixFlattenBefore'
  | 'fixFlattenAnd'
  | 'fixModuleFlattenBefore'
  | 'fixModuleFlattenAnd'
  | 'fixStrideForPadding'
  | 'fixAdaptivePool'
  | 'fixCatChannels'
  | 'fixKeepSize'
  | 'fixKeepBatch'
  | 'fixFlattenForSqueeze'
  | 'fixFlattenForView'
  | 'fixFlattenForViewAnd'
  | 'noteSqueeze'
  | 'noteBatch';
