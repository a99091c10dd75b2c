class Unit(nn.Module):
    def __init__(self, cin: int, cout: int, k: int = 1, **kw: Any) -> None:
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, padding=kw.pop("padding", k // 2), bias=False, **kw)
        self.norm = nn.BatchNorm2d(cout, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class Mixed(nn.Module):
    def __init__(self, cin, one, three, five, pooled, unit=None):
        super().__init__()
        unit = unit or Unit
        self.one = unit(cin, one)
        # (reduced, out) of the two deeper branches; both use 3x3, as the released weights do
        self.three = nn.Sequential(unit(cin, three[0]), unit(three[0], three[1], 3))
        self.five = nn.Sequential(unit(cin, five[0]), unit(five[0], five[1], 3))
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), unit(cin, pooled))
        self.width = one + three[1] + five[1] + pooled

    def views(self, x: Tensor) -> List[Tensor]:
        return [self.one(x), self.three(x), self.five(x), self.pooled(x)]

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat(self.views(x), 1)


PLAN = {
    "3a": (64, (96, 128), (16, 32), 32),
    "3b": (128, (128, 192), (32, 96), 64),
    "4a": (192, (96, 208), (16, 48), 64),
    "4b": (160, (112, 224), (24, 64), 64),
    "4c": (128, (128, 256), (24, 64), 64),
    "4d": (112, (144, 288), (32, 64), 64),
    "4e": (256, (160, 320), (32, 128), 128),
    "5a": (256, (160, 320), (32, 128), 128),
    "5b": (384, (192, 384), (48, 128), 128),
}


class GoogLeNet(nn.Module):
    def __init__(self, classes=1000, side_heads=False, rescale=False):
        super().__init__()
        self.side_heads, self.rescale = side_heads, rescale
        self.stem = nn.Sequential(
            Unit(3, 64, 7, stride=2),
            nn.MaxPool2d(3, 2, ceil_mode=True),
            Unit(64, 64),
            Unit(64, 192, 3),
            nn.MaxPool2d(3, 2, ceil_mode=True),
        )
        self.mixed, cin = nn.ModuleDict(), 192
        for name, row in PLAN.items():
            self.mixed[name] = Mixed(cin, *row)
            cin = self.mixed[name].width
        self.pools = nn.ModuleDict({"3b": nn.MaxPool2d(3, 2, ceil_mode=True), "4e": nn.MaxPool2d(2, 2, ceil_mode=True)})
        self.side = None
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(cin, classes))

    def scaled(self, x):
        if self.rescale:
            x = torch.cat([x[:, i].unsqueeze(1) * (s / 0.5) for i, s in enumerate((0.229, 0.224, 0.225))], 1)
        return x

    def scores(self, x: Tensor):
        x = self.stem(self.scaled(x))
        side: Optional[Tensor] = None
        for name, mixed in self.mixed.items():
            x = mixed(x)
            if name in self.pools:
                x = self.pools[name](x)
            if self.side is not None and self.training:
                side = self.side(x)
        return self.head(x), side

    def forward(self, x: Tensor):
        scores, side = self.scores(x)
        if self.training and self.side_heads:
            return scores, side
        return scores
