/** @file Lessons about sizes: why 112, padding, dilation, ceil_mode. */

import { type Lesson, step } from './lesson.js';

export const why: Lesson = {
  id: 'why-112',
  title: { en: 'Why 112?', zh: '为什么是 112？' },
  question: { en: 'How a kernel, a stride and a padding make a size', zh: '卷积核、步幅和填充怎样决定尺寸' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,1,5,5&out=1&k=3&s=1&p=0&view=slide&sel=out:0,0,0',
      'A kernel of 3 fits into 5 cells at three places: each place is one output cell. That is why 5 become 3.',
      '大小为 3 的卷积核在 5 个单元里有三个位置可放：每个位置就是一个输出单元。所以 5 变成 3。',
    ),
    step(
      '#/layer?op=conv2d&in=1,1,5,5&out=1&k=3&s=1&p=1&view=slide&sel=out:0,0,0',
      'With one cell of padding on each side there are 7 cells to slide over, and the size stays 5. The dotted cells count as zeros.',
      '每侧填充一个单元，就有 7 个单元可以滑动，尺寸仍是 5。带点的单元当作零。',
    ),
    step(
      '#/layer?op=conv2d&in=1,1,6,6&out=1&k=3&s=2&p=1&view=slide&sel=out:0,0,0',
      'A stride of 2 skips every other place. Of 6 places 3 are left: the quotient is rounded down, and the last padded row is never read.',
      '步幅 2 每隔一个位置跳过一个。6 个位置剩下 3 个：商向下取整，最后一行填充从不被读取。',
    ),
    step(
      '#/layer?op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=slide&sel=out:0,0,0',
      'Now the layer of the question: 224 + 6 − 7 = 223, and half of it, rounded down, is 111. The first place makes it 112.',
      '现在看题中的层：224 + 6 − 7 = 223，除以 2 向下取整得 111。加上第一个位置，就是 112。',
    ),
  ],
};

export const same: Lesson = {
  id: 'same',
  title: { en: 'Padding and “same”', zh: '填充与 “same”' },
  question: { en: 'What keeps a size, and why it is not TensorFlow’s', zh: '怎样保持尺寸，为什么与 TensorFlow 不同' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,1,7,7&out=1&k=5&s=1&p=same&view=slide&sel=out:0,0,0',
      "padding='same' keeps the size: a kernel of 5 loses 4 cells, so 2 are added on each side.",
      "padding='same' 保持尺寸：大小为 5 的卷积核会损失 4 个单元，所以每侧补 2 个。",
    ),
    step(
      '#/layer?op=conv2d&in=1,1,7,7&out=1&k=4&s=1&p=same&view=slide&sel=out:0,0,0',
      'An even kernel needs an odd number of cells: PyTorch puts the odd one behind. The picture is no longer symmetric.',
      '偶数的卷积核需要奇数个单元：PyTorch 把多出的一个放在后面。图不再对称。',
    ),
    step(
      '#/layer?op=conv2d&in=1,1,7,7&out=1&k=3&s=2&p=same&view=slide',
      'With a stride PyTorch refuses ‘same’, since no padding keeps the size. The nearest settings that work are offered.',
      '步幅大于 1 时 PyTorch 拒绝 “same”，因为没有填充能保持尺寸。页面给出最接近的可行设置。',
    ),
    step(
      '#/solve?op=conv&in=224,224&to=112,112&s=2',
      'To halve instead, ask for it: each answer lists its kernel and padding. TensorFlow’s SAME pads this size unevenly, PyTorch’s numbers here pad evenly.',
      '想减半，就直接求：每个答案都列出卷积核和填充。TensorFlow 的 SAME 在这种尺寸下两侧填充不等，这里的 PyTorch 设置两侧相等。',
    ),
  ],
};

export const dilation: Lesson = {
  id: 'dilation',
  title: { en: 'Dilation', zh: '膨胀' },
  question: { en: 'A wider view with the same weights', zh: '权重不变，视野更宽' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,1,9,9&out=1&k=3&s=1&p=1&d=1&view=slide&sel=out:0,4,4',
      'Nine taps, side by side. Dilation is the distance between them; here it is 1.',
      '九个抽头紧挨着。膨胀是它们之间的距离；这里是 1。',
    ),
    step(
      '#/layer?op=conv2d&in=1,1,9,9&out=1&k=3&s=1&p=2&d=2&view=slide&sel=out:0,4,4',
      'With dilation 2 the same nine taps span 5 cells: 2 × (3 − 1) + 1. The padding has to grow with it to keep the size.',
      '膨胀为 2 时，同样九个抽头跨越 5 个单元：2 × (3 − 1) + 1。要保持尺寸，填充也得随之增大。',
    ),
    step(
      '#/field?l=c3p2d2,c3p2d2,c3p2d2&n=21',
      'Three such layers in a row see 13 × 13 cells, but read only 49 of them: odd neighbours never meet. This is called gridding.',
      '三个这样的层相连可以看到 13 × 13 个单元，却只读取其中 49 个：奇数距离的邻居永不相遇。这叫网格效应。',
    ),
    step(
      '#/field?l=c3p1,c3p2d2,c3p4d4&n=21',
      'Dilations 1, 2, 4 see 15 × 15 without a hole. The cure costs nothing.',
      '膨胀依次为 1、2、4 时可看到 15 × 15，没有空洞。这样改毫无代价。',
    ),
  ],
};

export const ceil: Lesson = {
  id: 'ceil-mode',
  title: { en: 'ceil_mode', zh: 'ceil_mode' },
  question: { en: 'One more window, and its rule', zh: '多一个窗口，以及它的规则' },
  steps: [
    step(
      '#/layer?op=maxpool2d&in=1,1,6,6&k=3&s=2&p=0&view=slide&sel=out:0,0,0',
      'A window of 3 every 2 cells fits twice into 6. The last row and column are never read.',
      '大小为 3、每 2 格一个的窗口在 6 格中放得下两个。最后一行和一列从不被读取。',
    ),
    step(
      '#/layer?op=maxpool2d&in=1,1,6,6&k=3&s=2&p=0&ceil=1&view=slide&sel=out:0,2,2',
      'ceil_mode=True allows a window that begins inside and hangs over the edge: 2 become 3.',
      'ceil_mode=True 允许一个从内部开始、伸出边缘的窗口：2 变成 3。',
    ),
    step(
      '#/layer?op=maxpool2d&in=1,1,5,5&k=2&s=3&p=1&ceil=1&view=slide&sel=out:0,1,1',
      'But a window that would begin in the padding behind the input is dropped again. Calculators that only round up get this wrong.',
      '但如果窗口从输入之后的填充里才开始，它又会被去掉。只会向上取整的计算器在这里出错。',
    ),
  ],
};
