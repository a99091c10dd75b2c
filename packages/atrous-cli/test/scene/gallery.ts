/** @file The gallery: every kind of picture with the command that draws it, on one page in each language. */

export type PageLang = 'en' | 'zh';

type Words = Readonly<Record<PageLang, string>>;

export interface Shown {
  readonly name: string;
  /** Behind `atrous`, without the file and the theme. */
  readonly words: readonly string[];
  readonly title: Words;
}

export interface Section {
  readonly title: Words;
  readonly shown: readonly Shown[];
}

const animate = (layer: string, sizes: string, ...more: string[]): string[] => [
  'animate',
  layer,
  '--in',
  sizes,
  ...more,
];

const UP = 'ConvTranspose2d(1, 1, 3, 2, 1, 1)';
const chainOf = (...layers: string[]): string => layers.join(', ');

export const SECTIONS: readonly Section[] = [
  {
    title: { en: 'Convolution', zh: '卷积' },
    shown: [
      {
        name: 'strided',
        words: animate('Conv2d(1, 1, 3, stride=2, padding=1)', '7x7', '--step', '5'),
        title: { en: 'Kernel 3, stride 2, padding 1', zh: '卷积核 3，步幅 2，填充 1' },
      },
      {
        name: 'corner',
        words: animate('Conv2d(1, 1, 3, stride=2, padding=1)', '7x7', '--step', '0'),
        title: {
          en: 'The same layer in the corner: five taps fall on padding',
          zh: '同一层在角落：五个元素落在填充上',
        },
      },
      {
        name: 'dilated',
        words: animate('Conv2d(1, 1, 3, dilation=2)', '8x8', '--step', '6'),
        title: { en: 'Dilation: nine taps reach over five by five cells', zh: '膨胀：九个元素跨越 5×5 个格子' },
      },
      {
        name: 'unread',
        words: animate('Conv2d(1, 1, 2, stride=3)', '10x9', '--step', '4'),
        title: {
          en: 'A stride longer than the kernel never reads the hatched cells',
          zh: '步幅大于卷积核：斜线处从未读取',
        },
      },
      {
        name: 'same',
        words: animate("Conv2d(1, 1, 4, padding='same')", '6x6', '--step', '8'),
        title: {
          en: "padding='same' with an even kernel: one cell before, two after",
          zh: "偶数卷积核的 padding='same'：前一格，后两格",
        },
      },
      {
        name: 'grouped',
        words: animate('Conv2d(4, 6, 3, padding=1, groups=2)', '6x6', '--channel', '4', '--step', '8'),
        title: {
          en: 'Two groups: output channel 4 reads input channels 2 and 3',
          zh: '两组：输出通道 4 读取输入通道 2 和 3',
        },
      },
      {
        name: 'depthwise',
        words: animate('Conv2d(64, 64, 3, padding=1, groups=64)', '8x8', '--channel', '30', '--step', '19'),
        title: { en: 'Depthwise: every channel by itself', zh: '逐通道卷积：每个通道独立' },
      },
      {
        name: 'one-axis',
        words: animate('Conv1d(1, 1, 3, dilation=2, padding=2)', '14', '--step', '6'),
        title: { en: 'One axis', zh: '一维' },
      },
      {
        name: 'three-axes',
        words: animate('Conv3d(1, 1, (2, 3, 3), padding=(0, 1, 1))', '4x5x5', '--step', '37'),
        title: { en: 'Three axes, slice by slice', zh: '三维，逐层画出' },
      },
      {
        name: 'lens',
        words: animate('Conv2d(3, 64, 7, stride=2, padding=3)', '224x224', '--step', '2271'),
        title: {
          en: 'A picture of 224 by 224 under a lens, with true indices',
          zh: '放大镜下的 224×224 图像，下标是真实的',
        },
      },
    ],
  },
  {
    title: { en: 'Transposed convolution', zh: '转置卷积' },
    shown: [
      {
        name: 'stamp',
        words: animate(UP, '3x3', '--step', '4'),
        title: {
          en: 'Stamps: every input cell puts the kernel down, overlaps add up',
          zh: '印章：每个输入格子盖下卷积核，重叠处相加',
        },
      },
      {
        name: 'gather',
        words: animate(UP, '3x3', '--view', 'gather', '--step', '14'),
        title: {
          en: 'The same layer as a window over the input with zeros put in',
          zh: '同一层，看作在插零输入上滑动的窗口',
        },
      },
      {
        name: 'morph',
        words: animate(UP, '3x3', '--view', 'morph', '--step', '21'),
        title: {
          en: 'Half way from one view to the other: the lines stay the same',
          zh: '从一种看法到另一种的半途：连线始终不变',
        },
      },
      {
        name: 'stamp-slices',
        words: animate('ConvTranspose3d(1, 1, (2, 3, 3), 2, 1)', '3x3x3', '--step', '13'),
        title: {
          en: 'Three axes: each slice of the kernel falls on a slice of the output',
          zh: '三维：卷积核的每一层落在输出的一层上',
        },
      },
    ],
  },
  {
    title: { en: 'Pooling', zh: '池化' },
    shown: [
      {
        name: 'max-pool',
        words: animate('MaxPool2d(3, 2, ceil_mode=True)', '6x6', '--step', '7'),
        title: {
          en: 'ceil_mode: the last windows hang over; the winner is filled',
          zh: 'ceil_mode：最后的窗口超出边界；最大值所在的格子涂色',
        },
      },
      {
        name: 'average-pool',
        words: animate('AvgPool2d(3, 2, padding=1)', '6x6', '--step', '3'),
        title: { en: 'An average counts the zeros of its padding', zh: '平均池化把填充的零也计入个数' },
      },
      {
        name: 'adaptive-pool',
        words: animate('AdaptiveAvgPool2d(3)', '7x8', '--step', '4'),
        title: { en: 'Adaptive windows differ in size and overlap', zh: '自适应池化的窗口大小不同，互相重叠' },
      },
      {
        name: 'unpool',
        words: animate('MaxUnpool2d(2)', '3x3', '--step', '4'),
        title: {
          en: 'Un-pooling: the index puts each value back, the rest is 0',
          zh: '反池化：下标把每个值放回原处，其余为 0',
        },
      },
    ],
  },
  {
    title: { en: 'Padding, resizing, rearranging', zh: '填充、缩放、重排' },
    shown: [
      {
        name: 'reflect',
        words: animate('ReflectionPad2d((2, 1, 1, 2))', '4x5', '--step', '10'),
        title: { en: 'Reflection: left 2, right 1, top 1, bottom 2', zh: '镜像填充：左 2，右 1，上 1，下 2' },
      },
      {
        name: 'upsample',
        words: animate("Upsample(scale_factor=2, mode='bilinear')", '1,1,4,4', '--step', '27'),
        title: {
          en: 'Bilinear: every output is a blend of four neighbours',
          zh: '双线性：每个输出由四个相邻格子混合而成',
        },
      },
      {
        name: 'shuffle',
        words: animate('PixelShuffle(2)', '1,4,3,4', '--step', '11'),
        title: { en: 'Four channels become one plane of twice the size', zh: '四个通道合成一个边长加倍的平面' },
      },
      {
        name: 'unfold',
        words: animate('Unfold(3, padding=1, stride=2)', '1,2,5,6', '--step', '4'),
        title: { en: 'Every position of a block becomes a column', zh: '小块的每个位置成为一列' },
      },
      {
        name: 'fold',
        words: animate('Fold((4, 5), 2)', '1,4,12', '--step', '5'),
        title: { en: 'And every column is added back onto the image', zh: '每一列再加回图像上' },
      },
    ],
  },
  {
    title: { en: 'The layer as volumes', zh: '层画成立体' },
    shown: [
      {
        name: 'solid',
        words: animate('Conv2d(3, 64, 3, stride=2, padding=1)', '224x224', '--view', 'solid', '--step', '4511'),
        title: {
          en: 'The window goes through all channels and makes one cell of one output channel',
          zh: '窗口穿过所有通道，得到一个输出通道的一个格子',
        },
      },
    ],
  },
  {
    title: { en: 'The layer as a matrix', zh: '把层写成矩阵' },
    shown: [
      {
        name: 'matrix',
        words: ['matrix', 'Conv2d(1, 1, 3)', '--in', '4x4', '--row', '2'],
        title: { en: 'A row per output cell, a column per input cell', zh: '每个输出格子一行，每个输入格子一列' },
      },
      {
        name: 'matrix-transposed',
        words: ['matrix', UP, '--in', '3x3', '--row', '21'],
        title: { en: 'The transposed layer has the transposed matrix', zh: '转置卷积的矩阵就是转置后的矩阵' },
      },
    ],
  },
  {
    title: { en: 'Receptive fields', zh: '感受野' },
    shown: [
      {
        name: 'field-dilated',
        words: animate(
          chainOf(
            'Conv1d(1, 1, 2)',
            'Conv1d(1, 1, 2, dilation=2)',
            'Conv1d(1, 1, 2, dilation=4)',
            'Conv1d(1, 1, 2, dilation=8)',
          ),
          '24',
          '--step',
          '5',
        ),
        title: {
          en: 'Doubling dilations: sixteen cells from four small layers',
          zh: '膨胀率逐层加倍：四个小层看到十六个格子',
        },
      },
      {
        name: 'field-gridding',
        words: animate(
          chainOf(...Array.from({ length: 3 }, () => 'Conv1d(1, 1, 3, dilation=2, padding=2)')),
          '24',
          '--step',
          '11',
        ),
        title: { en: 'Equal dilations leave holes', zh: '相同的膨胀率留下空洞' },
      },
      {
        name: 'field-stem',
        words: animate(
          chainOf(
            'Conv2d(3, 64, 7, stride=2, padding=3)',
            'ReLU()',
            'MaxPool2d(3, 2, 1)',
            'Conv2d(64, 64, 3, padding=1)',
          ),
          '3x224x224',
          '--step',
          '20',
        ),
        title: { en: 'The first layers of a ResNet on 224 cells', zh: 'ResNet 的前几层，输入 224 个格子' },
      },
    ],
  },
];

/** Shown in motion. */
export const FILMS: readonly Shown[] = [
  {
    name: 'strided',
    words: animate('Conv2d(1, 1, 3, stride=2, padding=1)', '5x5', '--fps', '7'),
    title: { en: 'A strided convolution', zh: '带步幅的卷积' },
  },
  {
    name: 'stamp',
    words: animate(UP, '3x3', '--stepped'),
    title: { en: 'A transposed convolution, stamp by stamp', zh: '转置卷积，逐枚盖印' },
  },
  {
    name: 'morph',
    words: animate(UP, '3x3', '--view', 'morph', '--fps', '5'),
    title: { en: 'Stamps turn into a sliding window, and back', zh: '印章变成滑动窗口，再变回来' },
  },
];

/** Measured by the library, as PNG. `flag` is the option that names the file. */
export const MEASURED: readonly (Shown & { readonly flag: string })[] = [
  {
    name: 'checkerboard',
    words: ['checker', 'ConvTranspose2d(8, 3, 3, 2, 1, 1)', '--fix'],
    flag: '--png',
    title: { en: 'A checkerboard, and what helps against it', zh: '棋盘格，以及各种消除办法' },
  },
  {
    name: 'gradient',
    words: [
      'rf',
      chainOf(
        'Conv2d(3, 16, 3, padding=1)',
        'ReLU()',
        'Conv2d(16, 16, 3, padding=1)',
        'ReLU()',
        'MaxPool2d(2)',
        'Conv2d(16, 32, 3, padding=1)',
        'ReLU()',
        'Conv2d(32, 32, 3, padding=1)',
      ),
      '--in',
      '1,3,32,32',
    ],
    flag: '--gradient',
    title: {
      en: 'What an output can read, by how many paths, and how strongly it answers',
      zh: '一个输出能读到什么、经过多少条路径、反应有多强',
    },
  },
];

export const SHOWN: readonly Shown[] = SECTIONS.flatMap(({ shown }) => shown);

/** The file of a picture. */
export const fileOf = ({ name }: Shown, lang: PageLang, theme: 'light' | 'dark'): string =>
  `${name}-${theme}${lang === 'zh' ? '.zh' : ''}.svg`;

const quoted = (word: string): string => (/[^\w.-]/.test(word) ? `"${word}"` : word);

const commandOf = ({ words }: Shown, ...more: string[]): string =>
  ['npx atrous', ...words, ...more].map((word, i) => (i === 0 ? word : quoted(word))).join(' ');

const HEAD: Words = {
  en: `# Layers, drawn

[中文](README.zh.md)

Every picture here is made by the command below it, on any layer and any sizes; the tests draw them all anew. A letter and a colour
are one tap of the kernel, wherever it shows. Dots are padding, hatching is what nobody reads, crosses are what is cropped. The
pictures are SVG with text, a title and a description; \`--theme dark\` and \`--lang zh\` draw the others.
`,
  zh: `# 画出来的层

[English](README.md)

这里的每张图都由下面的命令画出，适用于任何层和任何尺寸；测试会把它们全部重画一遍。同一个字母和颜色表示卷积核的同一个元素，
无论它出现在哪里。画点的是填充，斜线是从未读取的部分，打叉的是被裁掉的部分。图是 SVG，文字可以编辑，带有标题和说明；
\`--theme dark\` 和 \`--lang zh\` 画出其他版本。
`,
};

const MOTION: Words = { en: 'In motion', zh: '动画' };
const VALUES: Words = { en: 'Measured', zh: '实测' };

function figure(shown: Shown, lang: PageLang, sentence: string): string {
  const command = commandOf(shown, ...(lang === 'zh' ? ['--lang', 'zh'] : []), '--svg', `${shown.name}.svg`);
  const [light, dark] = (['light', 'dark'] as const).map((theme) => fileOf(shown, lang, theme));
  return `### ${shown.title[lang]}

<picture><source media="(prefers-color-scheme: dark)" srcset="${dark}"><img src="${light}" alt="${sentence.replaceAll('"', '&quot;')}"></picture>

\`\`\`sh
${command}
\`\`\`
`;
}

const fileFigure = (shown: Shown, lang: PageLang, flag: string, file: string): string => `### ${shown.title[lang]}

![${shown.title[lang]}](${file})

\`\`\`sh
${commandOf(shown, flag, file)}
\`\`\`
`;

/** The page. @param sentences  of every picture, in this language */
export function galleryPage(lang: PageLang, sentences: ReadonlyMap<string, string>): string {
  const sections = SECTIONS.map(({ title, shown }) =>
    [`## ${title[lang]}\n`, ...shown.map((one) => figure(one, lang, sentences.get(one.name)!))].join('\n'),
  );
  const measured = MEASURED.map((one) => fileFigure(one, lang, one.flag, `${one.name}.png`));
  const films = FILMS.map((film) => fileFigure(film, lang, '--gif', `${film.name}.gif`));
  return [HEAD[lang], ...sections, `## ${VALUES[lang]}\n`, ...measured, `## ${MOTION[lang]}\n`, ...films].join('\n');
}
