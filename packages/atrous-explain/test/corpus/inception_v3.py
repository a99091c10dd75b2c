"""Inception v3 without its auxiliary head (Szegedy et al., 2015): every mixed block is a table of branches."""
from typing import NamedTuple, Tuple, Union

import torch
from torch import nn

Pair = Union[int, Tuple[int, int]]


class Step(NamedTuple):
    width: int
    kernel: Pair = 1
    stride: int = 1
    same: bool = True

    @property
    def padding(self):
        if not self.same or self.stride != 1:
            return 0
        return self.kernel // 2 if isinstance(self.kernel, int) else tuple(k // 2 for k in self.kernel)


class Unit(nn.Sequential):
    def __init__(self, cin, step):
        super().__init__(
            nn.Conv2d(cin, step.width, step.kernel, step.stride, step.padding, bias=False),
            nn.BatchNorm2d(step.width, eps=1e-3),
            nn.ReLU(inplace=True),
        )
        self.width = step.width


class Fork(nn.Module):
    """A chain whose end is cut in two: a row and a column of three."""

    def __init__(self, cin, *steps):
        super().__init__()
        self.chain, cin = row(cin, steps)
        self.wide, self.high = Unit(cin, Step(384, (1, 3))), Unit(cin, Step(384, (3, 1)))
        self.width = 2 * 384

    def forward(self, x):
        x = self.chain(x)
        return torch.cat([self.wide(x), self.high(x)], 1)


def row(cin, steps):
    chain = nn.Sequential()
    for step in steps:
        chain.append(Unit(cin, step))
        cin = step.width
    return chain, cin


class Mixed(nn.Module):
    def __init__(self, cin, branches, pool=None):
        super().__init__()
        self.branches = nn.ModuleList()
        self.width = 0
        for branch in branches:
            if isinstance(branch, list):
                branch, width = row(cin, branch)
            else:
                width = branch.width
            self.branches.append(branch)
            self.width += width
        if pool is None:
            self.pool = nn.MaxPool2d(3, stride=2)
            self.width += cin
        else:
            self.pool = nn.Sequential(nn.AvgPool2d(3, 1, 1), Unit(cin, Step(pool)))
            self.width += pool

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches] + [self.pool(x)], dim=1)


def small(cin, pool):
    return Mixed(cin, [[Step(64)], [Step(48), Step(64, 5)], [Step(64), Step(96, 3), Step(96, 3)]], pool)


def lines(cin, c):
    flat, tall = (1, 7), (7, 1)
    once = [Step(c), Step(c, flat), Step(192, tall)]
    twice = [Step(c), *[Step(c, shape) for shape in (tall, flat, tall)], Step(192, flat)]
    return Mixed(cin, [[Step(192)], once, twice], pool=192)


def forked(cin):
    return Mixed(cin, [[Step(320)], Fork(cin, Step(384)), Fork(cin, Step(448), Step(384, 3))], pool=192)


class InceptionV3(nn.Module):
    def __init__(self, classes=1000, dropout=0.5):
        super().__init__()
        tight = dict(same=False)
        self.stem = nn.Sequential(
            Unit(3, Step(32, 3, 2)), Unit(32, Step(32, 3, **tight)), Unit(32, Step(64, 3)), nn.MaxPool2d(3, 2),
            Unit(64, Step(80)), Unit(80, Step(192, 3, **tight)), nn.MaxPool2d(kernel_size=3, stride=2),
        )
        cin, mixed = 192, []
        makers = [lambda c: small(c, 32)] + 2 * [lambda c: small(c, 64)]
        makers.append(lambda c: Mixed(c, [[Step(384, 3, 2)], [Step(64), Step(96, 3), Step(96, 3, 2)]]))
        for width in 128, 160, 160, 192:
            makers.append(lambda c, width=width: lines(c, width))
        makers.append(lambda c: Mixed(c, [
            [Step(192), Step(320, 3, 2)],
            [Step(192), Step(192, (1, 7)), Step(192, (7, 1)), Step(192, 3, 2)],
        ]))
        for make in makers + [forked, forked]:
            block = make(cin)
            mixed.append(block)
            cin = block.width
        self.mixed = nn.Sequential(*mixed)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(cin, classes)

    def forward(self, x):
        x = self.pool(self.mixed(self.stem(x)))
        return self.head(self.drop(x).flatten(1))


if __name__ == "__main__":
    print(InceptionV3()(torch.randn(2, 3, 299, 299)).shape)
