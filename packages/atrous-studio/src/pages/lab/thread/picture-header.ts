/** @file The size of a picture from the head of its file, so that a huge one is refused before it is decoded. */

export interface PictureHead {
  readonly height: number;
  readonly width: number;
}

/** So much of a file is looked at; the sizes of a JPEG stand behind its camera's notes. */
export const HEAD_BYTES = 2 ** 20;

const text = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCodePoint(...bytes.subarray(at, at + length));

/** Markers of JPEG that start a frame: C0 to CF without C4 (Huffman tables), C8 and CC (arithmetic coding). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(view: DataView): PictureHead | undefined {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Uint8Array, view: DataView): PictureHead | undefined {
  const kind = text(bytes, 12, 4);
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const three = (at: number): number => view.getUint16(at, true) + 65536 * view.getUint8(at + 2) + 1;
  return kind === 'VP8X' ? { width: three(24), height: three(27) } : undefined;
}

/** The `ispe` box of AVIF: version and flags, width, height. */
function avifSize(bytes: Uint8Array, view: DataView): PictureHead | undefined {
  const tag = [0x69, 0x73, 0x70, 0x65];
  for (let at = 8; at + 16 <= bytes.length; at++)
    if (tag.every((sign, i) => bytes[at + i] === sign))
      return { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
  return undefined;
}

/** @returns undefined for what is none of PNG, JPEG, WebP, GIF, BMP and AVIF, or ends too early */
export function pictureHead(bytes: Uint8Array): PictureHead | undefined {
  if (bytes.length < 32) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (view.getUint16(0) === 0xffd8) return jpegSize(view);
  if (text(bytes, 0, 3) === 'GIF') return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return webpSize(bytes, view);
  if (text(bytes, 0, 2) === 'BM')
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  return text(bytes, 4, 4) === 'ftyp' ? avifSize(bytes, view) : undefined;
}
