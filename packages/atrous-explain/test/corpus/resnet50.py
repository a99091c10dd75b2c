"""ResNet-50: bottlenecks that stride in their 3x3."""
import torch
from torch import nn


def cbn(cin, cout, k=1, **kw):
    return [nn.Conv2d(cin, cout, k, bias=False, **kw), nn.BatchNorm2d(cout)]


class Bottleneck(nn.Module):
    GROWTH = 4

    def __init__(self, cin, width, stride=1, dilation=1, *, groups=1, group_width=64):
        super().__init__()
        inner, out = width * group_width // 64 * groups, width * self.GROWTH
        if inner % groups:
            raise ValueError("inner width %d is no multiple of %d groups" % (inner, groups))
        middle = dict(stride=stride, padding=dilation, dilation=dilation, groups=groups)
        self.reduce = nn.Sequential(*cbn(cin, inner), nn.ReLU())
        self.spatial = nn.Sequential(*cbn(inner, inner, 3, **middle), nn.ReLU())
        self.expand = nn.Sequential(*cbn(inner, out))
        same = stride == 1 and cin == out
        self.project = nn.Identity() if same else nn.Sequential(*cbn(cin, out, stride=stride))

    def forward(self, x):
        y = self.expand(self.spatial(self.reduce(x)))
        return torch.relu(y + self.project(x))


class Net(nn.Module):
    def __init__(self, depths, dilated=(), classes=1000, **kind):
        super().__init__()
        self.stem = nn.Sequential(*cbn(3, 64, 7, stride=2, padding=3), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        stages, channels, dilation = [], 64, 1
        for number, depth in enumerate(depths):
            width, stride, before = 64 << number, 1 if number == 0 else 2, dilation
            if number in dilated:
                dilation, stride = dilation * stride, 1
            blocks = []
            for i in range(depth):
                step, rate = (stride, before) if i == 0 else (1, dilation)
                blocks.append(Bottleneck(channels, width, step, rate, **kind))
                channels = width * Bottleneck.GROWTH
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean(dim=(2, 3)))


net = Net([3, 4, 6, 3])
