from typing import List, Optional

import torch
from torch import nn


def eights(width: float, least: Optional[int] = None) -> int:
    """The nearest multiple of 8 that loses no more than a tenth."""
    least = 8 if least is None else least
    near = max(least, int(width + 4) // 8 * 8)
    return near + 8 if near < 0.9 * width else near


class Act(nn.Sequential):
    def __init__(self, cin, cout, k=1, stride=1, groups=1):
        conv = nn.Conv2d(cin, cout, k, stride, k // 2, groups=groups, bias=False)
        super(Act, self).__init__(conv, nn.BatchNorm2d(cout), nn.ReLU6())


class Inverted(nn.Module):
    def __init__(self, cin, cout, stride, grow):
        super(Inverted, self).__init__()
        assert stride in (1, 2), "stride"
        wide = round(cin * grow)
        steps: List[nn.Module] = [] if grow == 1 else [Act(cin, wide)]
        steps.extend([Act(wide, wide, 3, stride, groups=wide), nn.Conv2d(wide, cout, 1, bias=False)])
        self.steps = nn.Sequential(*steps, nn.BatchNorm2d(cout))
        self.keeps = stride == 1 and cin == cout

    def forward(self, x):
        y = self.steps(x)
        return x + y if self.keeps else y


class MobileNetV2(nn.Module):
    # growth, channels, repeats, first stride
    TABLE = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))

    def __init__(self, classes=1000, scale=1.0, table=None):
        super(MobileNetV2, self).__init__()
        rows = self.TABLE if table is None else table
        if any(len(row) != 4 for row in rows):
            raise ValueError("rows of four numbers expected, "
                             "got {}".format(rows))
        last = eights(32 * scale)
        body = [Act(3, last, 3, stride=2)]
        for grow, channels, repeats, first in rows:
            width = eights(channels * scale)
            for stride in [first] + [1] * (repeats - 1):
                body.append(Inverted(last, width, stride, grow=grow))
                last = width
        top = eights(1280 * max(1.0, scale))
        body.append(Act(last, top))
        self.body = nn.Sequential(*body)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(top, classes))

    def forward(self, x):
        return self.head(self.body(x).mean([2, 3]))
