/**
 * @file What the command cannot do with the files, pictures and networks that it is given, in both languages. What is said
 * of its own words, as `--help` and the mistakes of options are, is English.
 */

import type { Lang } from 'atrous-explain/read';

/** What a file system refuses, by its code. */
type Reason =
  | 'ENOENT'
  | 'EACCES'
  | 'EPERM'
  | 'EROFS'
  | 'EISDIR'
  | 'ENOTDIR'
  | 'EEXIST'
  | 'ENAMETOOLONG'
  | 'ENOSPC'
  | 'ERR_FS_FILE_TOO_LARGE';

export interface RefusalWords {
  readonly reasons: Readonly<Record<Reason, string>>;
  cannotRead(path: string, why: string): string;
  cannotWrite(path: string, why: string): string;
  readonly otherFolder: string;
  readonly emptyFile: string;
  readonly noPicture: string;
  damaged(why: string): string;
  readonly formats: string;
  /** Counts as they are printed. */
  hugePicture(path: string, height: string, width: string, most: string): string;
  readonly scaleDown: string;
  noLayer(node: string, layers: readonly string[]): readonly [message: string, hint: string];
  readonly noTransposed: readonly [message: string, hint: string];
  hugeRun(maps: string, parameters: string, most: string): string;
  readonly fewerChannels: string;
  readonly smallerPicture: string;
  readonly noHeatMap: string;
  readonly nothingToFill: string;
  readonly noConvolution: string;
  smallKernel(names: string, height: number, width: number): string;
  readonly holdsNothing: string;
  holds(tensors: string): string;
  readonly saving: string;
}

const EN: RefusalWords = {
  reasons: {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    EEXIST: 'a file of that name is in the way',
    ENAMETOOLONG: 'the name is too long',
    ENOSPC: 'the disk is full',
    ERR_FS_FILE_TOO_LARGE: 'the file is larger than 2 GiB',
  },
  cannotRead: (path, why) => `cannot read ${path}: ${why}`,
  cannotWrite: (path, why) => `cannot write ${path}: ${why}`,
  otherFolder: 'Choose another folder with --out.',
  emptyFile: 'the file is empty',
  noPicture: 'it is no picture, or a damaged one',
  damaged: (why) => `it is damaged or cut short (${why})`,
  formats: 'Pictures may be PNG, JPEG, WebP, GIF, TIFF or AVIF.',
  hugePicture: (path, height, width, most) =>
    `${path} has ${height} × ${width} pixels (height × width), more than ${most}`,
  scaleDown: 'Scale it down first: decoding it would take gigabytes.',
  noLayer: (node, layers) => [`there is no layer '${node}'`, `There are ${layers.join(', ')}.`],
  noTransposed: [
    'there is no transposed convolution here',
    'Only they draw checkerboards: ConvTranspose1d, ConvTranspose2d, ConvTranspose3d.',
  ],
  hugeRun: (maps, parameters, most) =>
    `this run would need ${maps} for its feature maps and ${parameters} for its parameters, more than ${most}`,
  fewerChannels: 'Give the layers fewer channels or features.',
  smallerPicture: 'Give a smaller picture, or resize it: --size 304x228 (height × width).',
  noHeatMap: 'no layer of this network gives maps that lie over the picture: there is no heat map',
  nothingToFill: '--weights has nothing to fill: no layer of this network has parameters',
  noConvolution: '--kernels fills the first Conv2d, but this network has none',
  smallKernel: (names, height, width) =>
    `--kernels ${names} needs a first Conv2d of at least 3 × 3, but it is ${height} × ${width}`,
  holdsNothing: 'The file holds no tensor.',
  holds: (tensors) => `The file holds ${tensors}.`,
  saving: "In Python: torch.save(model.state_dict(), 'model.pt'), or safetensors.torch.save_file.",
};

const ZH: RefusalWords = {
  reasons: {
    ENOENT: '没有这个文件',
    EACCES: '没有权限',
    EPERM: '没有权限',
    EROFS: '文件系统是只读的',
    EISDIR: '它是文件夹',
    ENOTDIR: '路径中有一部分不是文件夹',
    EEXIST: '已有同名文件',
    ENAMETOOLONG: '名字太长',
    ENOSPC: '磁盘已满',
    ERR_FS_FILE_TOO_LARGE: '文件超过 2 GiB',
  },
  cannotRead: (path, why) => `不能读取 ${path}：${why}`,
  cannotWrite: (path, why) => `不能写入 ${path}：${why}`,
  otherFolder: '请用 --out 选择另一个文件夹。',
  emptyFile: '文件是空的',
  noPicture: '它不是图像，或已损坏',
  damaged: (why) => `它已损坏或不完整（${why}）`,
  formats: '图像可以是 PNG、JPEG、WebP、GIF、TIFF 或 AVIF。',
  hugePicture: (path, height, width, most) => `${path} 有 ${height} × ${width} 像素（高 × 宽），超过 ${most}`,
  scaleDown: '请先缩小：解码它需要数 GB 内存。',
  noLayer: (node, layers) => [`没有层 '${node}'`, `其中有 ${layers.join('、')}。`],
  noTransposed: ['这里没有转置卷积', '只有它们会产生棋盘格：ConvTranspose1d、ConvTranspose2d、ConvTranspose3d。'],
  hugeRun: (maps, parameters, most) => `这次运行的特征图需要 ${maps}，参数需要 ${parameters}，超过 ${most}`,
  fewerChannels: '请减少各层的通道或特征。',
  smallerPicture: '请用更小的图像，或缩放：--size 304x228（高 × 宽）。',
  noHeatMap: '网络中没有哪一层给出覆盖图像的特征图：没有热力图',
  nothingToFill: '--weights 没有可填入之处：网络中没有带参数的层',
  noConvolution: '--kernels 填入第一个 Conv2d，而网络中没有',
  smallKernel: (names, height, width) =>
    `--kernels ${names} 要求第一个 Conv2d 至少为 3 × 3，而它是 ${height} × ${width}`,
  holdsNothing: '文件中没有张量。',
  holds: (tensors) => `文件中有 ${tensors}。`,
  saving: "在 Python 中：torch.save(model.state_dict(), 'model.pt')，或 safetensors.torch.save_file。",
};

const WORDS: Readonly<Record<Lang, RefusalWords>> = { en: EN, zh: ZH };

export const refusalWords = (lang: Lang = 'en'): RefusalWords => WORDS[lang];

/** What the file system refused, in a person's words. */
export function reasonOf(error: unknown, lang?: Lang): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const { reasons } = refusalWords(lang);
  return code !== undefined && Object.hasOwn(reasons, code) ? reasons[code as Reason] : message;
}
