/** @file The wasm instructions that kernels are made of. */

export type ValueType = 'i32' | 'f32' | 'v128';

/** Where the codes of the SIMD instructions begin here; in a module they are the prefix 0xfd and a number. */
export const SIMD = 0xfd00;

/** Instructions without an immediate: code, operands, result. */
export const PLAIN = {
  'i32.eqz': [0x45, ['i32'], 'i32'],
  'i32.lt_u': [0x49, ['i32', 'i32'], 'i32'],
  'i32.add': [0x6a, ['i32', 'i32'], 'i32'],
  'i32.mul': [0x6c, ['i32', 'i32'], 'i32'],
  'i32.and': [0x71, ['i32', 'i32'], 'i32'],
  'i32.or': [0x72, ['i32', 'i32'], 'i32'],
  /** Bytes of the first at the places that the second says; 0 for places of 128 and more. */
  'i8x16.swizzle': [0xfd0e, ['v128', 'v128'], 'v128'],
  'f32x4.eq': [0xfd41, ['v128', 'v128'], 'v128'],
  'f32x4.ne': [0xfd42, ['v128', 'v128'], 'v128'],
  'f32x4.lt': [0xfd43, ['v128', 'v128'], 'v128'],
  'f32x4.gt': [0xfd44, ['v128', 'v128'], 'v128'],
  'f32x4.le': [0xfd45, ['v128', 'v128'], 'v128'],
  'f32x4.ge': [0xfd46, ['v128', 'v128'], 'v128'],
  'f64x2.eq': [0xfd47, ['v128', 'v128'], 'v128'],
  'f64x2.gt': [0xfd4a, ['v128', 'v128'], 'v128'],
  'v128.and': [0xfd4e, ['v128', 'v128'], 'v128'],
  'v128.andnot': [0xfd4f, ['v128', 'v128'], 'v128'],
  'v128.or': [0xfd50, ['v128', 'v128'], 'v128'],
  'v128.bitselect': [0xfd52, ['v128', 'v128', 'v128'], 'v128'],
  'f32x4.demote_f64x2_zero': [0xfd5e, ['v128'], 'v128'],
  'f64x2.promote_low_f32x4': [0xfd5f, ['v128'], 'v128'],
  'f32x4.nearest': [0xfd6a, ['v128'], 'v128'],
  'i32x4.shl': [0xfdab, ['v128', 'i32'], 'v128'],
  'i32x4.shr_s': [0xfdac, ['v128', 'i32'], 'v128'],
  'i32x4.add': [0xfdae, ['v128', 'v128'], 'v128'],
  'i32x4.sub': [0xfdb1, ['v128', 'v128'], 'v128'],
  'f32x4.abs': [0xfde0, ['v128'], 'v128'],
  'f32x4.neg': [0xfde1, ['v128'], 'v128'],
  'f32x4.sqrt': [0xfde3, ['v128'], 'v128'],
  'f32x4.add': [0xfde4, ['v128', 'v128'], 'v128'],
  'f32x4.sub': [0xfde5, ['v128', 'v128'], 'v128'],
  'f32x4.mul': [0xfde6, ['v128', 'v128'], 'v128'],
  'f32x4.div': [0xfde7, ['v128', 'v128'], 'v128'],
  'f32x4.min': [0xfde8, ['v128', 'v128'], 'v128'],
  'f32x4.max': [0xfde9, ['v128', 'v128'], 'v128'],
  'f32x4.pmin': [0xfdea, ['v128', 'v128'], 'v128'],
  'f32x4.pmax': [0xfdeb, ['v128', 'v128'], 'v128'],
  'f64x2.add': [0xfdf0, ['v128', 'v128'], 'v128'],
  'f64x2.sub': [0xfdf1, ['v128', 'v128'], 'v128'],
  'f64x2.mul': [0xfdf2, ['v128', 'v128'], 'v128'],
  'f64x2.div': [0xfdf3, ['v128', 'v128'], 'v128'],
  'i32x4.trunc_sat_f32x4_s': [0xfdf8, ['v128'], 'v128'],
  'f32x4.convert_i32x4_s': [0xfdfa, ['v128'], 'v128'],
  'i8x16.relaxed_swizzle': [0xfe00, ['v128', 'v128'], 'v128'],
  'f32x4.relaxed_madd': [0xfe05, ['v128', 'v128', 'v128'], 'v128'],
} as const;

/** Loads and stores; they carry a constant displacement. */
export const LOADS = {
  'i32.load': [0x28, 'i32'],
  'f32.load': [0x2a, 'f32'],
  'v128.load': [0xfd00, 'v128'],
  'v128.load32_splat': [0xfd09, 'v128'],
  'v128.load64_splat': [0xfd0a, 'v128'],
} as const;

export const STORES = {
  'f32.store': 0x38,
  'v128.store': 0xfd0b,
} as const;

export const LOCAL_GET = 0x20;
export const LOCAL_SET = 0x21;
export const I32_CONST = 0x41;
export const V128_CONST = 0xfd0c;
export const SHUFFLE = 0xfd0d;
export const LOOP = 0x03;
export const IF = 0x04;
export const END = 0x0b;
export const BR_IF = 0x0d;
/** Block type of a loop or branch that leaves nothing behind. */
export const NO_RESULT = 0x40;
