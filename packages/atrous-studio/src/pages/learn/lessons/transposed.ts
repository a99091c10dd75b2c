/** @file Lessons about going up: the transposed matrix, output_padding, checkerboards; and about what an output sees. */

import { type Lesson, step } from './lesson.js';

export const transposed: Lesson = {
  id: 'transposed',
  title: { en: 'The transposed matrix', zh: '转置的矩阵' },
  question: { en: 'Why a transposed convolution has its name', zh: '转置卷积为何得名' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,1,4,4&out=1&k=3&s=1&p=0&view=matrix&sel=out:0,0,0',
      'A convolution is a matrix: one row for each of the 4 outputs, one column for each of the 16 inputs, the taps in between.',
      '卷积是一个矩阵：4 个输出各占一行，16 个输入各占一列，抽头填在其中。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,2,2&out=1&k=3&s=1&p=0&view=matrix',
      'Turned about its diagonal it takes 4 numbers to 16. This is ConvTranspose2d with the same settings: it goes back to the size, not to the values.',
      '沿对角线翻转，它就把 4 个数变成 16 个。这就是同样设置的 ConvTranspose2d：它还原尺寸，而不是数值。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,3,3&out=1&k=3&s=2&p=0&view=stamp&sel=in:0,1,1',
      'Seen from the input, each cell stamps the kernel onto the output, a stride apart. Overlapping stamps add up.',
      '从输入看，每个单元把卷积核盖印到输出上，彼此相距一个步幅。重叠的盖印相加。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,3,3&out=1&k=3&s=2&p=0&view=gather&sel=out:0,3,3',
      'Seen from the output, the input is spread out with zeros, and a turned kernel slides over it. Both views are the same sums.',
      '从输出看，输入中间插入零而铺开，翻转的卷积核在上面滑动。两种看法是同样的和。',
    ),
  ],
};

export const outputPadding: Lesson = {
  id: 'output-padding',
  title: { en: 'output_padding', zh: 'output_padding' },
  question: { en: 'It chooses between sizes; it pads nothing', zh: '它在尺寸之间选择，并不填充' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,1,7,7&out=1&k=3&s=2&p=1&view=slide&sel=out:0,0,0',
      'This layer takes 7 to 4. It takes 8 to 4 as well: rounding down forgets which it was.',
      '这一层把 7 变成 4，也把 8 变成 4：向下取整忘掉了原来是哪一个。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,4,4&out=1&k=3&s=2&p=1&outpad=0&view=stamp&sel=in:0,0,0',
      'On the way back ConvTranspose2d takes the smaller, 7.',
      '往回走时，ConvTranspose2d 取较小的 7。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,4,4&out=1&k=3&s=2&p=1&outpad=1&view=stamp&sel=in:0,0,0',
      'output_padding=1 asks for 8: one more row and column at the end, where stamps would reach anyway. No zeros are added.',
      'output_padding=1 要的是 8：末尾多一行一列，那里本来就有盖印到达。并没有添加零。',
    ),
    step(
      '#/layer?op=convtranspose2d&in=1,1,4,4&out=1&k=3&s=2&p=1&outpad=2&view=stamp',
      'It has to be smaller than the stride or the dilation: with a stride of 2 there are only two sizes to choose from.',
      '它必须小于步幅或膨胀：步幅为 2 时只有两个尺寸可选。',
    ),
  ],
};

export const checkerboard: Lesson = {
  id: 'checkerboard',
  title: { en: 'Checkerboards', zh: '棋盘格' },
  question: { en: 'Where the pattern in generated pictures comes from', zh: '生成图片中的花纹从何而来' },
  steps: [
    step(
      '#/upsampling?k=3&s=2&p=1&outpad=1&n=12&x=constant&w=ones',
      'A kernel of 3 at a stride of 2: cells are sums of 1, 2 or 4 products. A constant picture comes out as a checkerboard.',
      '步幅 2、大小为 3 的卷积核：各单元是 1、2 或 4 个乘积之和。常数的图出来就成了棋盘格。',
    ),
    step(
      '#/upsampling?k=4&s=2&p=1&outpad=0&n=12&x=constant&w=ones',
      'A kernel of 4 is divisible by the stride: every inner cell is a sum of 4. With equal weights the pattern is gone.',
      '大小为 4 的卷积核能被步幅整除：内部每个单元都是 4 个乘积之和。权重相等时花纹消失。',
    ),
    step(
      '#/upsampling?k=4&s=2&p=1&outpad=0&n=12&x=constant&w=drawn&seed=0',
      'With random weights it is back: equal counts do not make equal sums. Resizing first is even for any weights.',
      '换成随机权重，花纹又回来了：乘积个数相同，和不一定相同。先放大再卷积，对任何权重都均匀。',
    ),
  ],
};

export const field: Lesson = {
  id: 'receptive-field',
  title: { en: 'What an output sees', zh: '一个输出看到什么' },
  question: { en: 'Receptive fields, full and effective', zh: '感受野：完整的与有效的' },
  steps: [
    step(
      '#/field?l=c3p1&n=15',
      'Behind one 3 × 3 layer a cell sees 3 × 3 pixels.',
      '经过一个 3 × 3 的层，一个单元看到 3 × 3 个像素。',
    ),
    step(
      '#/field?l=c3p1,c3p1,c3p1&n=15',
      'Each further one adds a ring: three see 7 × 7. Most paths come from the middle, so the outer pixels hardly matter.',
      '每多一层增加一圈：三层看到 7 × 7。多数路径来自中间，外圈的像素影响很小。',
    ),
    step(
      '#/field?l=c3p1,m2s2,c3p1,m2s2,c3p1&n=32',
      'Behind a halving each step is two pixels wide, so fields grow twice as fast. This is why networks shrink pictures early.',
      '减半之后每一步是两个像素宽，感受野增长快一倍。这就是网络早早缩小图片的原因。',
    ),
    step(
      '#/field?l=c3p1,c3p1,m2s2,c3p1,c3p1,m2s2,c3p1,c3p1,c3p1,m2s2,c3p1,c3p1,c3p1,m2s2,c3p1,c3p1,c3p1,m2s2&n=224&at=0,0',
      'Behind the last pool of VGG-16 a cell sees 212 × 212 pixels. In the corner most of that is padding.',
      'VGG-16 最后一个池化之后，一个单元看到 212 × 212 个像素。在角上，其中大部分是填充。',
    ),
  ],
};
