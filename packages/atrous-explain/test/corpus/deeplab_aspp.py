def unit(cin, cout, k=1, rate=1):
    pad = rate if k == 3 else 0
    return nn.Sequential(nn.Conv2d(cin, cout, k, padding=pad, dilation=rate, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


class Context(nn.Module):
    """The mean of the whole picture, at every position again."""
    def __init__(self, cin: int, cout: int) -> None:
        super().__init__()
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.unit = unit(cin, cout)

    def forward(self, x):
        h, w = x.shape[-2:]
        return F.interpolate(self.unit(self.mean(x)), size=(h, w), mode="bilinear", align_corners=False)


class Pyramid(nn.Module):
    def __init__(self, cin: int, rates: Sequence[int] = (12, 24, 36), width: int = 256) -> None:
        super().__init__()
        views = [unit(cin, width), *(unit(cin, width, 3, rate) for rate in rates), Context(cin, width)]
        self.views = nn.ModuleList(views)
        self.fuse = unit(len(views) * width, width)

    def forward(self, x):
        return F.dropout(self.fuse(torch.cat([view(x) for view in self.views], 1)), 0.5, self.training)


head = nn.Sequential(Pyramid(2048), unit(256, 256, 3), nn.Conv2d(256, 21, 1))
