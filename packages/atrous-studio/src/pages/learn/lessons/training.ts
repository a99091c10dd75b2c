/** @file Lessons about networks that learn: a bias that does nothing, and a training to watch. */

import { type Lesson, step } from './lesson.js';

/** A link with a network as text. */
const network = (text: string): string => `#/network?in=1,3,32,32&text=${encodeURIComponent(text)}`;

export const bias: Lesson = {
  id: 'bias',
  title: { en: 'Bias before batch norm', zh: '批归一化之前的偏置' },
  question: { en: 'Parameters that cannot matter', zh: '不可能起作用的参数' },
  steps: [
    step(
      network('nn.Conv2d(3, 64, 3, padding=1),\nnn.BatchNorm2d(64),\nnn.ReLU()'),
      'The convolution adds a bias to each channel; batch norm subtracts the mean of each channel. What was added is gone again.',
      '卷积给每个通道加上偏置；批归一化减去每个通道的均值。加上的又被减掉了。',
    ),
    step(
      network('nn.Conv2d(3, 64, 3, padding=1, bias=False),\nnn.BatchNorm2d(64),\nnn.ReLU()'),
      'bias=False saves 64 parameters and their work, and changes no result: batch norm has a shift of its own.',
      'bias=False 省下 64 个参数和相应的计算，结果不变：批归一化自己有平移项。',
    ),
    step(
      network('nn.Conv2d(3, 64, 3, padding=1),\nnn.ReLU(),\nnn.BatchNorm2d(64)'),
      'Behind a ReLU it is another matter: here the bias decides what is cut off, and has to stay.',
      '如果中间隔着 ReLU 就不同了：偏置决定哪些被截断，必须保留。',
    ),
  ],
};

export const training: Lesson = {
  id: 'training',
  title: { en: 'A network learns', zh: '看网络学习' },
  question: { en: 'Loss and filters, live in this page', zh: '就在这个页面里看损失和滤波器变化' },
  steps: [
    step(
      '#/train?opt=sgd&lr=500&batch=32&noise=20&seed=0',
      'Eight filters of random numbers: the network guesses, and its loss is near ln 4. Press Train and watch both.',
      '八个滤波器都是随机数：网络在乱猜，损失接近 ln 4。按“训练”，看两者怎样变化。',
    ),
    step(
      '#/train?opt=sgd&lr=20&batch=32&noise=20&seed=0',
      'A learning rate 25 times smaller starts from the same filters and crawls. Each step goes downhill, just not far.',
      '学习率小 25 倍，从同样的滤波器开始，只能慢慢爬。每一步都在下降，只是走得不远。',
    ),
    step(
      '#/train?opt=sgd&lr=9000&batch=32&noise=20&seed=0',
      'Too large, and it jumps over the valley: the loss leaps or is stuck at guessing. Smaller noise would not help.',
      '太大，就会跳过谷底：损失乱跳，或停在乱猜的水平。减小噪声也没有用。',
    ),
    step(
      '#/train?opt=adam&lr=50&batch=8&noise=60&seed=0',
      'Small batches of noisy pictures make a ragged curve, yet the accuracy still climbs: on average the steps point the right way.',
      '小批量加上嘈杂的图片使曲线参差不齐，但正确率仍在上升：平均来看，每一步方向是对的。',
    ),
  ],
};
