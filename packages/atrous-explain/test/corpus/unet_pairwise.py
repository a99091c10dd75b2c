import torch
from torch import nn
from torch.nn import functional as F
from collections import OrderedDict
from itertools import chain, pairwise, repeat


class Up(nn.Module):
    def __init__(self, cin, skip, cout):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cin // 2, 2, 2)
        self.conv = nn.Sequential(OrderedDict([
            ('conv1', nn.Conv2d(cin // 2 + skip, cout, 3, padding=1)),
            ('relu1', nn.ReLU()),
        ]))

    def forward(self, x, skip=None):
        x = self.up(x)
        if skip is not None:
            dh, dw = skip.shape[-2] - x.shape[-2], skip.shape[-1] - x.shape[-1]
            x = F.pad(x, [dw // 2, dw - dw // 2, dh // 2, dh - dh // 2])
            x = torch.cat((skip, x), dim=1)
        return self.conv(x)


class Seg(nn.Module):
    def __init__(self, widths=(16, 32, 64), classes=5):
        super().__init__()
        self.inc = nn.Conv2d(3, widths[0], 3, padding=1)
        self.downs = nn.ModuleList(
            nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(a, b, 3, padding=1), nn.ReLU()) for a, b in pairwise(widths))
        rev = list(reversed(widths))
        self.ups = nn.ModuleList([Up(a, b, b) for a, b in zip(rev[:-1], rev[1:])])
        self.out = nn.Conv2d(widths[0], classes, kernel_size=1)

    def encode(self, x):
        feats = [self.inc(x)]
        for d in self.downs:
            feats.append(d(feats[-1]))
        return feats

    def forward(self, x):
        *skips, x = self.encode(x)
        for up, skip in zip(self.ups, skips[::-1]):
            x = up(x, skip)
        logits = self.out(x)
        return logits if self.training else logits.softmax(dim=1)
