from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.utils.checkpoint as checkpoint


class Grow(nn.Module):
    """What one layer of a dense block adds to everything before it."""

    def __init__(self, seen, growth, drop=0.0, save_memory=False):
        super().__init__()
        self.narrow = nn.Sequential(nn.BatchNorm2d(seen), nn.ReLU(), nn.Conv2d(seen, 4 * growth, 1, bias=False))
        self.add = nn.Sequential(
            nn.BatchNorm2d(4 * growth), nn.ReLU(), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)
        )
        self.drop, self.save_memory = float(drop), save_memory

    def forward(self, maps):
        if not isinstance(maps, torch.Tensor):
            maps = torch.cat(maps, 1)
        if self.save_memory:
            small = checkpoint.checkpoint(self.narrow, maps)
        else:
            small = self.narrow(maps)
        new = self.add(small)
        return F.dropout(new, self.drop, self.training) if self.drop > 0 else new


class Dense(nn.ModuleDict):
    def __init__(self, layers, channels, growth):
        super().__init__()
        for n in range(layers):
            self.add_module("grow%02d" % n, Grow(channels + n * growth, growth))

    def forward(self, x):
        maps = [x]
        for _, layer in self.items():
            maps.append(layer(maps))
        return torch.cat(maps, 1)


class Halve(nn.Sequential):
    def __init__(self, channels):
        super().__init__()
        self.norm, self.act = nn.BatchNorm2d(channels), nn.ReLU()
        self.mix = nn.Conv2d(channels, channels // 2, 1, bias=False)
        self.pool = nn.AvgPool2d(2)


class DenseNet(nn.Module):
    def __init__(self, depths=(6, 12, 24, 16), growth=32, classes=1000):
        super().__init__()
        channels = 2 * growth
        body = nn.Sequential(OrderedDict(stem=nn.Conv2d(3, channels, 7, 2, 3, bias=False)))
        body.add_module("norm", nn.BatchNorm2d(channels))
        body.add_module("act", nn.ReLU())
        body.add_module("pool", nn.MaxPool2d(3, 2, padding=1))
        for index, depth in enumerate(depths, start=1):
            body.add_module(f"dense{index}", Dense(depth, channels, growth))
            channels += depth * growth
            if index < len(depths):
                body.add_module(f"halve{index}", Halve(channels))
                channels //= 2
        self.body = body
        self.norm = nn.BatchNorm2d(channels)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        y = F.relu(self.norm(self.body(x)), inplace=True)
        return self.head(F.adaptive_avg_pool2d(y, (1, 1)).flatten(1))
