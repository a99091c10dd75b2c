/** @file Lessons about channels and axes: groups, one and three dimensions. */

import { type Lesson, step } from './lesson.js';

export const groups: Lesson = {
  id: 'groups',
  title: { en: 'Groups, down to depthwise', zh: '分组，直到逐通道' },
  question: { en: 'What groups cut, and what it saves', zh: '分组切断了什么，又省下了什么' },
  steps: [
    step(
      '#/layer?op=conv2d&in=1,4,6,6&out=4&k=3&s=1&p=1&view=slide&sel=out:0,2,2',
      'Every output channel reads all 4 input channels: 4 × 4 kernels of 9 weights, 144 in all.',
      '每个输出通道读取全部 4 个输入通道：4 × 4 个各有 9 个权重的卷积核，共 144 个。',
    ),
    step(
      '#/layer?op=conv2d&in=1,4,6,6&out=4&k=3&s=1&p=1&g=2&view=slide&sel=out:0,2,2',
      'groups=2 cuts the channels into two halves that do not see each other. Half of the weights and products are gone.',
      'groups=2 把通道切成互不可见的两半。权重和乘法各少一半。',
    ),
    step(
      '#/layer?op=conv2d&in=1,4,6,6&out=4&k=3&s=1&p=1&g=4&view=slide&sel=out:0,2,2',
      'As many groups as channels: each channel has one kernel of its own. This is a depthwise convolution.',
      '组数等于通道数：每个通道有自己的一个卷积核。这就是逐通道卷积。',
    ),
    step(
      '#/layer?op=conv2d&in=1,4,6,6&out=6&k=3&s=1&p=1&g=4&view=slide',
      'Both channel counts have to be divisible by the groups. 6 outputs in 4 groups are refused, in PyTorch’s words.',
      '两边的通道数都必须能被组数整除。4 组 6 个输出会被拒绝，用的是 PyTorch 的原话。',
    ),
  ],
};

export const axes: Lesson = {
  id: 'axes',
  title: { en: 'One axis, three axes', zh: '一维与三维' },
  question: { en: 'Sound and video use the same rule', zh: '声音和视频用同一条规则' },
  steps: [
    step(
      '#/layer?op=conv1d&in=1,1,16&out=1&k=4&s=2&p=1&view=slide&sel=out:0,0',
      'A sound is a row of numbers: Conv1d slides along it. The formula is the one you know, once.',
      '声音是一行数字：Conv1d 沿着它滑动。公式还是那一条，只用一次。',
    ),
    step(
      '#/layer?op=conv3d&in=1,1,4,5,5&out=1&k=3&s=1&p=0&view=slide&sel=out:0,0,0,0',
      'A video has a third axis, time: Conv3d slides a block of 27 taps. Each axis keeps its own kernel, stride and padding.',
      '视频多一个轴：时间。Conv3d 滑动一个 27 抽头的方块。每个轴各有自己的卷积核、步幅和填充。',
    ),
    step(
      '#/layer?op=conv3d&in=1,1,4,5,5&out=1&k=1,3,3&s=1&p=0,1,1&view=slide&sel=out:0,0,0,0',
      'A kernel of 1 along time looks at single frames: 9 taps, and the size stays. Written as a tuple, in the order time, height, width.',
      '时间轴上大小为 1 的卷积核只看单帧：9 个抽头，尺寸不变。写成元组，顺序是时间、高、宽。',
    ),
  ],
};
