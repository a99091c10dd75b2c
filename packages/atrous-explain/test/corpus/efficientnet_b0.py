# EfficientNet-B0 (Tan and Le, 2019): inverted bottlenecks with squeeze-and-excitation and stochastic depth
import math
from dataclasses import dataclass, field, replace
from functools import partial
from typing import List, Optional

import torch
from torch import Tensor, nn


def whole(channels: float, by: int = 8) -> int:
    """The nearest multiple of `by`, unless that takes more than a tenth away."""
    rounded = max(by, int(channels + by / 2) // by * by)
    return rounded + by if rounded < 0.9 * channels else rounded


@dataclass
class Stage:
    grow: int
    kernel: int
    stride: int
    width: int
    depth: int

    def scaled(self, wide: float, deep: float) -> "Stage":
        return Stage(self.grow, self.kernel, self.stride, whole(self.width * wide), int(math.ceil(self.depth * deep)))


@dataclass
class Settings:
    stages: List[Stage] = field(default_factory=lambda: [
        Stage(1, 3, 1, 16, 1), Stage(6, 3, 2, 24, 2), Stage(6, 5, 2, 40, 2), Stage(6, 3, 2, 80, 3),
        Stage(6, 5, 1, 112, 3), Stage(6, 5, 2, 192, 4), Stage(6, 3, 1, 320, depth=1),
    ])
    wide: float = 1.0
    deep: float = 1.0
    drop: float = 0.2
    survive: Optional[float] = 0.8
    classes: int = 1000


norm = partial(nn.BatchNorm2d, eps=1e-5, momentum=0.1)


def conv(cin: int, cout: int, k: int = 1, s: int = 1, groups: int = 1, act=nn.SiLU) -> nn.Sequential:
    parts = [nn.Conv2d(cin, cout, k, s, padding=(k - 1) // 2, groups=groups, bias=False), norm(cout)]
    if act is not None:
        parts.append(act(inplace=True))
    return nn.Sequential(*parts)


class Squeeze(nn.Module):
    def __init__(self, channels: int, hidden: int):
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, hidden, 1), nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = x.mean((2, 3), keepdim=True)
        gate = self.up(nn.functional.silu(self.down(gate)))
        return x * torch.sigmoid(gate)


class StochasticDepth(nn.Module):
    def __init__(self, survive: Optional[float]):
        super().__init__()
        self.survive = 1.0 if survive is None else survive

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.survive == 1.0:
            return x
        kept = torch.rand(x.size(0), 1, 1, 1, device=x.device) < self.survive
        return x * kept / self.survive

    def extra_repr(self) -> str:
        return f"survive={self.survive:.3f}"


class MBConv(nn.Module):
    def __init__(self, cin: int, stage: Stage, stride: int, survive: float):
        super().__init__()
        hidden = cin * stage.grow
        steps = nn.Sequential()
        if stage.grow > 1:
            steps.add_module("grow", conv(cin, hidden))
        steps.add_module("depthwise", conv(hidden, hidden, stage.kernel, stride, groups=hidden))
        steps.add_module("squeeze", Squeeze(hidden, max(1, cin // 4)))
        steps.add_module("shrink", conv(hidden, stage.width, act=None))
        self.steps = steps
        self.skip = stride == 1 and cin == stage.width
        self.depth = StochasticDepth(survive)

    def forward(self, x: Tensor) -> Tensor:
        y = self.steps(x)
        return x + self.depth(y) if self.skip else y


class EfficientNet(nn.Module):
    def __init__(self, settings: Optional[Settings] = None):
        super().__init__()
        settings = settings or Settings()
        stages = [stage.scaled(settings.wide, settings.deep) for stage in settings.stages]
        total, number = sum(stage.depth for stage in stages), 0
        cin = whole(32 * settings.wide)
        body = [conv(3, cin, 3, 2)]
        for stage in stages:
            for n in range(stage.depth):
                survive = 1 - (1 - settings.survive) * number / total
                body.append(MBConv(cin, stage, stage.stride if n == 0 else 1, survive))
                cin, number = stage.width, number + 1
        last = 4 * cin
        self.body = nn.Sequential(*body, conv(cin, last))
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(settings.drop), nn.Linear(last, settings.classes))
        for name, module in self.named_modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    @classmethod
    def b0(cls, **changes) -> "EfficientNet":
        return cls(Settings(**changes))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


model = EfficientNet.b0()
