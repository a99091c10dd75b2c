"""U-Net that pads what comes up to the size of its skip (after Ronneberger et al., 2015)."""
import torch
from torch import nn
import torch.nn.functional as F


class Twice(nn.Module):
    def __init__(self, cin, cout, between=None):
        super().__init__()
        widths = [cin, between or cout, cout]
        self.steps = nn.Sequential()
        for n, (a, b) in enumerate(zip(widths, widths[1:])):
            self.steps.add_module(f"conv{n}", nn.Conv2d(a, b, 3, padding=1, bias=False))
            self.steps.add_module(f"norm{n}", nn.BatchNorm2d(b))
            self.steps.add_module(f"act{n}", nn.ReLU())

    def forward(self, x):
        return self.steps(x)


class Rise(nn.Module):
    def __init__(self, deep, out, smooth=False):
        super().__init__()
        self.grow = nn.Upsample(scale_factor=2, mode='bilinear') if smooth else nn.ConvTranspose2d(deep, out, 2, 2)
        self.merge = Twice(deep, out, deep // 2 if smooth else None)

    def forward(self, deep, skip):
        deep = self.grow(deep)
        high = skip.size(2) - deep.size(2)
        wide = skip.size()[3] - deep.size()[3]
        deep = F.pad(deep, (wide // 2, wide - wide // 2, high // 2, high - high // 2))
        return self.merge(torch.cat((skip, deep), dim=1))


class UNet(nn.Module):
    def __init__(self, colours, classes, width=64, depth=4):
        super(UNet, self).__init__()
        self.first = (Twice(colours, width))
        self.downs, self.ups = nn.ModuleList(), nn.ModuleList()
        for level in range(depth):
            small = width << level
            self.downs.append(nn.Sequential(nn.MaxPool2d(2), Twice(small, 2 * small)))
            self.ups.insert(0, Rise(2 * small, small))
        self.last = nn.Conv2d(width, classes, kernel_size=1)

    def forward(self, x):
        seen = [self.first(x)]
        for down in self.downs:
            seen.append(down(seen[-1]))
        y = seen.pop()
        for up in self.ups:
            y = up(y, seen.pop())
        return self.last(y)


net = UNet(colours=3, classes=2)
