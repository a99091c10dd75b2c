/** @file float16 and bfloat16 as their 16 bits, both ways; rounded to nearest, ties to even. */

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The value of 16 bfloat16 bits. */
export function fromBFloat16(bits: number): number {
  word[0] = bits << 16;
  return single[0]!;
}

/** A value as bfloat16 bits: first rounded to float32, as every conversion in PyTorch, then to 8 significant bits. */
export function toBFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  single[0] = value;
  const bits = word[0]!;
  // Adding just under half a unit, and exactly half where the bit above is odd, carries as rounding to even does.
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** The value of 16 IEEE binary16 bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest integer of x ≥ 0; of two equally near, the even one. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
}

/** A value as IEEE binary16 bits: first rounded to float32, then to 11 significant bits; beyond 65519 infinite. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  single[0] = value;
  const sign = (word[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(single[0]);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundEven(magnitude * 2 ** 24);
  const exponent = ((word[0]! >>> 23) & 0xff) - 127;
  // The carry of a fraction that rounds up to 2 goes into the exponent by itself.
  return sign | (((exponent + 15) << 10) + roundEven((magnitude / 2 ** exponent - 1) * 1024));
}
