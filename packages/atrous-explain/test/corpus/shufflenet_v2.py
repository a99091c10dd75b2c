def shuffle(x, groups: int = 2):
    n, c, h, w = x.size()
    mixed = x.view(n, groups, c // groups, h, w).transpose(1, 2)
    return mixed.contiguous().view(n, c, h, w)


class Unit(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int) -> None:
        super().__init__()
        if stride == 1 and cin != cout:
            raise ValueError("a unit that keeps the size keeps the channels")
        half = cout >> 1
        self.split = stride == 1
        self.main = nn.Sequential(
            *self.pointwise(half if self.split else cin, half),
            *self.spatial(half, stride),
            *self.pointwise(half, half),
        )
        self.side: nn.Sequential = nn.Sequential()
        if not self.split:
            self.side = nn.Sequential(*self.spatial(cin, stride), *self.pointwise(cin, half))

    @staticmethod
    def pointwise(i: int, o: int) -> List[nn.Module]:
        return [nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU()]

    @staticmethod
    def spatial(c: int, stride: int) -> List[nn.Module]:
        return [nn.Conv2d(c, c, 3, stride, 1, groups=c, bias=False), nn.BatchNorm2d(c)]

    def forward(self, x):
        left, right = x.chunk(2, dim=1) if self.split else (x, x)
        return shuffle(torch.cat((self.side(left), self.main(right)), dim=1))


class ShuffleNet(nn.Module):
    def __init__(self, repeats, widths, unit=Unit, classes=1000):
        super().__init__()
        assert len(repeats) == 3
        first, middle, last = widths[0], widths[1:-1], widths[-1]
        self.stem = nn.Sequential(nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU())
        self.pool = nn.MaxPool2d(3, 2, 1)
        before = first
        for name, times, width in zip(["early", "mid", "late"], repeats, middle):
            units = [unit(before, width, 2)] + [unit(width, width, 1) for _ in range(times - 1)]
            setattr(self, name, nn.Sequential(*units))
            before = width
        self.widen = nn.Sequential(*Unit.pointwise(before, last))
        self.head = nn.Linear(last, classes)

    def maps(self, x):
        x = self.pool(self.stem(x))
        return self.widen(self.late(self.mid(self.early(x))))

    def forward(self, x):
        return self.head(self.maps(x).mean([2, 3]))


def shufflenet():
    return ShuffleNet([4, 8, 4], [24, 116, 232, 464, 1024])
