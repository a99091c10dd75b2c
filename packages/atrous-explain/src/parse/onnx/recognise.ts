/** @file Which bytes are an ONNX file. Apart from the reader, which is loaded where one is. */

/** Whether bytes begin as ONNX files do, with the number of their format (a field of one byte); no text does. */
export function looksLikeOnnx([field, version]: Uint8Array): boolean {
  return field === 0x08 && version !== undefined && version < 0x40;
}
