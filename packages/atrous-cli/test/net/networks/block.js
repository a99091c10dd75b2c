import { nn, ones } from 'atrous';

/** A shared activation, a Sequential, a parameter of its own, a list that is not called, and a layer that does not run. */
export default class Block extends nn.Module {
  scale = new nn.Parameter(ones([1]));
  conv = new nn.Conv2d(3, 8, 3, { padding: 1, bias: false });
  norm = new nn.BatchNorm2d(8);
  relu = new nn.ReLU();
  tail = new nn.Sequential(new nn.Conv2d(8, 8, 1), this.relu);
  heads = new nn.ModuleList([new nn.Conv2d(8, 2, 1)]);
  aux = new nn.Linear(3, 4);

  forward(x) {
    const y = this.tail.forward(this.relu.forward(this.norm.forward(this.conv.forward(x))));
    return this.heads.at(0).forward(y.mul(this.scale));
  }
}
