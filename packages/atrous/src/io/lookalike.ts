/** @file What a file is that is not the format it was taken for. */

const LOOKALIKES: readonly (readonly [start: string, hint: string])[] = [
  ['PK', 'It is a zip archive: perhaps a checkpoint of torch.save (.pt, .pth), which `load` reads.'],
  ['\x80\x02', 'It is a Python pickle: perhaps an old checkpoint of torch.save (.pt, .pth), which `load` reads.'],
  ['\x93NUMPY', 'It is an array of NumPy (.npy), which `parseNpy` reads.'],
  ['\x89PNG', 'It is a picture (PNG).'],
  ['version https://git-lfs', 'It is a pointer of Git LFS: fetch the file itself with `git lfs pull`.'],
  ['<', 'It looks like a web page: perhaps the download asked for a login.'],
];

/** A hint from the first bytes of a file, or undefined where they are of no well-known kind. */
export function lookalike(file: Uint8Array): string | undefined {
  const start = String.fromCharCode(...file.subarray(0, 32));
  if (/^[^]{8}\{[ -~]*$/.test(start)) return 'It looks like a safetensors file, which `parseSafetensors` reads.';
  return LOOKALIKES.find(([prefix]) => start.startsWith(prefix))?.[1];
}
