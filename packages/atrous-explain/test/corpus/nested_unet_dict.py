import torch
from torch import nn


def conv_block(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
        nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(),
    )


class NestedUNet(nn.Module):
    """UNet++ with its nodes in a ModuleDict, keyed x_i_j."""

    def __init__(self, in_ch=3, n_classes=1, width=8, depth=4, deep_supervision=False):
        super().__init__()
        self.depth = depth
        self.deep_supervision = deep_supervision
        ch = [width * 2 ** i for i in range(depth)]
        self.pool = nn.MaxPool2d(2, 2)
        self.up = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.nodes = nn.ModuleDict()
        for i in range(depth):
            self.nodes[f'x_{i}_0'] = conv_block(in_ch if i == 0 else ch[i - 1], ch[i])
        for j in range(1, depth):
            for i in range(depth - j):
                self.nodes[f'x_{i}_{j}'] = conv_block(ch[i] * j + ch[i + 1], ch[i])
        self.heads = nn.ModuleList(nn.Conv2d(ch[0], n_classes, 1) for _ in range(depth - 1))

    def forward(self, x):
        out = {}
        for i in range(self.depth):
            x = self.nodes['x_%d_0' % i](x if i == 0 else self.pool(out[i - 1, 0]))
            out[i, 0] = x
        for j in range(1, self.depth):
            for i in range(self.depth - j):
                skips = [out[i, k] for k in range(j)]
                out[(i, j)] = self.nodes[f'x_{i}_{j}'](torch.cat([*skips, self.up(out[i + 1, j - 1])], dim=1))
        if self.deep_supervision:
            return [head(out[0, j + 1]) for j, head in enumerate(self.heads)]
        return self.heads[-1](out[0, self.depth - 1])
