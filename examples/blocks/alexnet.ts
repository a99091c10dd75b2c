/**
 * @file AlexNet as it was trained, on two devices: the second, fourth and fifth convolution see only the channels of their own
 * device, which is `groups: 2`.
 *
 * @see Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012, section 3.5
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, 3, 227, 227] → [N, classes]. */
export class AlexNet extends nn.Module {
  conv1 = new nn.Conv2d(3, 96, 11, { stride: 4 });
  conv2 = new nn.Conv2d(96, 256, 5, { padding: 2, groups: 2 });
  conv3 = new nn.Conv2d(256, 384, 3, { padding: 1 });
  conv4 = new nn.Conv2d(384, 384, 3, { padding: 1, groups: 2 });
  conv5 = new nn.Conv2d(384, 256, 3, { padding: 1, groups: 2 });
  relu = new nn.ReLU();
  norm = new nn.LocalResponseNorm(5, { alpha: 1e-4, beta: 0.75, k: 2 });
  pool = new nn.MaxPool2d(3, { stride: 2 });
  flatten = new nn.Flatten();
  drop = new nn.Dropout();
  fc6 = new nn.Linear(256 * 6 * 6, 4096);
  fc7 = new nn.Linear(4096, 4096);
  fc8: nn.Linear;

  constructor(classes = 1000) {
    super();
    this.fc8 = new nn.Linear(4096, classes);
  }

  /** [N, 3, 227, 227] → [N, 256, 6, 6]. */
  features(x: Tensor): Tensor {
    const { conv1, conv2, conv3, conv4, conv5, relu, norm, pool } = this;
    let y = pool.forward(norm.forward(relu.forward(conv1.forward(x)))); // [N, 96, 27, 27]
    y = pool.forward(norm.forward(relu.forward(conv2.forward(y)))); // [N, 256, 13, 13]
    y = relu.forward(conv3.forward(y));
    y = relu.forward(conv4.forward(y)); // [N, 384, 13, 13]
    return pool.forward(relu.forward(conv5.forward(y)));
  }

  override forward(x: Tensor): Tensor {
    const { relu, flatten, drop, fc6, fc7, fc8 } = this;
    let y = flatten.forward(this.features(x));
    y = relu.forward(fc6.forward(drop.forward(y)));
    y = relu.forward(fc7.forward(drop.forward(y)));
    return fc8.forward(y);
  }
}

export default (): nn.Module => new AlexNet();

tableWhenRun(import.meta.url, '1,3,227,227');
