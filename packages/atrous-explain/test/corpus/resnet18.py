"""ResNet-18: basic blocks, a projection where the size changes (He et al., 2015)."""
from typing import Callable, Optional, Sequence

import torch
import torch.nn as nn
from torch import Tensor

Norm = Callable[[int], nn.Module]


class Basic(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int = 1, norm: Optional[Norm] = None) -> None:
        super().__init__()
        norm = nn.BatchNorm2d if norm is None else norm
        if stride not in (1, 2):
            raise ValueError(f"a block keeps the size or halves it, got stride {stride}")
        self.path = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False),
            norm(cout),
            nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1, bias=False),
            norm(cout),
        )
        self.shortcut: Optional[nn.Module] = None
        if stride > 1 or cin != cout:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), norm(cout))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        kept = x if self.shortcut is None else self.shortcut(x)
        y = self.path(x)
        y += kept
        return self.act(y)


class ResNet18(nn.Module):
    def __init__(self, classes: int = 1000, widths: Sequence[int] = (64, 128, 256, 512), **options) -> None:
        super().__init__()
        self.width = widths[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, self.width, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(self.width),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        for index, width in enumerate(widths):
            setattr(self, f"stage{index}", self.stage(width, 1 if index == 0 else 2, **options))
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.head = nn.Linear(widths[-1], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def stage(self, width: int, stride: int, **options) -> nn.Sequential:
        first = Basic(self.width, width, stride, **options)
        self.width = width
        return nn.Sequential(first, Basic(width, width, **options))

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = self.stage3(self.stage2(self.stage1(self.stage0(x))))
        return self.head(torch.flatten(self.pool(x), 1))


model = ResNet18()
