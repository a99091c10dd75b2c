def eights(width):
    near = max(8, int(width + 4) // 8 * 8)
    return near if near >= 0.9 * width else near + 8


class Gate(torch.nn.Module):
    def __init__(self, channels, squeezed, inner=torch.nn.ReLU, outer=torch.nn.Hardsigmoid):
        super().__init__()
        self.gate = torch.nn.Sequential(
            torch.nn.AdaptiveAvgPool2d(1), torch.nn.Conv2d(channels, squeezed, 1), inner(),
            torch.nn.Conv2d(squeezed, channels, 1), outer(),
        )

    def forward(self, maps: Tensor) -> Tensor:
        return self.gate(maps) * maps


class Unit(torch.nn.Sequential):
    def __init__(self, cin, cout, k=1, stride=1, groups=1, act=None):
        norm = nn.BatchNorm2d(cout, eps=0.001, momentum=0.01)
        parts = [nn.Conv2d(cin, cout, k, stride, (k - 1) // 2, groups=groups, bias=False), norm]
        super().__init__(*(parts if act is None else parts + [act(inplace=True)]))


class Inverted(nn.Module):
    def __init__(self, cin, k, wide, cout, gated, act, stride):
        super().__init__()
        act = {"relu": nn.ReLU, "hswish": nn.Hardswish}[act]
        self.keeps = stride == 1 and cin == cout
        self.widen = Unit(cin, wide, act=act) if wide != cin else nn.Identity()
        self.filter = Unit(wide, wide, k, stride, wide, act)
        self.gate = Gate(wide, eights(wide // 4)) if gated else nn.Identity()
        self.narrow = Unit(wide, cout)

    def forward(self, x):
        y = self.narrow(self.gate(self.filter(self.widen(x))))
        if self.keeps:
            y += x
        return y


class MobileNetV3Small(nn.Module):
    # kernel, widened, out, gated, activation, stride
    rows = [
        (3, 16, 16, True, "relu", 2), (3, 72, 24, False, "relu", 2), (3, 88, 24, False, "relu", 1),
        (5, 96, 40, True, "hswish", 2), (5, 240, 40, True, "hswish", 1), (5, 240, 40, True, "hswish", 1),
        (5, 120, 48, True, "hswish", 1), (5, 144, 48, True, "hswish", 1),
        (5, 288, 96, True, "hswish", 2), (5, 576, 96, True, "hswish", 1), (5, 576, 96, True, "hswish", 1),
    ]

    def __init__(self, classes=1000):
        super().__init__()
        body, cin = [Unit(3, 16, 3, stride=2, act=nn.Hardswish)], 16
        for row in self.rows:
            body.append(Inverted(cin, *row))
            cin = row[2]
        body.append(Unit(cin, 6 * cin, act=nn.Hardswish))
        self.body = nn.Sequential(*body)
        self.hidden = nn.Linear(6 * cin, 1024)
        self.scores = nn.Linear(1024, classes)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.body(x), 1).flatten(1)
        return self.scores(F.dropout(F.hardswish(self.hidden(x)), 0.2, self.training))
