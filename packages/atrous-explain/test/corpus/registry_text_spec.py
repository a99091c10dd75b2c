from __future__ import annotations
import typing as t
import torch
from torch import nn, Tensor
import torch.nn.functional as F

_registry: dict[str, t.Callable[..., nn.Module]] = {}

def register(name: str):
    def deco(cls):
        _registry[name] = cls
        return cls
    return deco

@register('res')
class Res(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int = 1, *, norm_layer: type[nn.Module] | None = None):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        self.body = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), norm_layer(cout), nn.ReLU(),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), norm_layer(cout))
        self.short: nn.Module | None = None
        if stride != 1 or cin != cout:
            self.short = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), norm_layer(cout))
    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.short is None else self.short(x)
        return F.relu(identity + self.body(x), inplace=True)

@register('dw')
class Dw(nn.Module):
    def __init__(self, cin, cout, stride=1, **_):
        super().__init__()
        self.dw = nn.Conv2d(cin, cin, 3, stride, 1, groups=cin)
        self.pw = nn.Conv2d(cin, cout, 1)
    forward = lambda self, x: self.pw(F.hardswish(self.dw(x)))

class Net(nn.Module):
    SPEC = """
        res 16 1
        dw  32 2
        res 64 2
    """
    def __init__(self, num_classes: t.Optional[int] = None):
        super().__init__()
        c, layers = 3, []
        for line in self.SPEC.strip().splitlines():
            kind, width, stride = line.split()
            layers.append(_registry[kind](c, int(width), stride=int(stride)))
            c = int(width)
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(c, num_classes) if num_classes else nn.Identity()
        self.head_in = c
    def forward(self, x):
        for i, layer in enumerate(self.layers, 1):
            x = layer(x)
        x = F.adaptive_avg_pool2d(x, output_size=1)[..., 0, 0]
        try:
            return self.head(x)
        except RuntimeError as e:
            raise e
model = Net(num_classes=5)
