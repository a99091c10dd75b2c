class Factored(nn.Sequential):
    """A 3x3x3 convolution as space, then time, with as many weights (Tran et al., 2018)."""

    def __init__(self, cin: int, cout: int, between: int, k: int = 3, step: Tuple[int, int] = (1, 1)) -> None:
        time, space = step
        super().__init__(
            nn.Conv3d(cin, between, (1, k, k), (1, space, space), (0, k // 2, k // 2), bias=False),
            nn.BatchNorm3d(between),
            nn.ReLU(),
            nn.Conv3d(between, cout, (3, 1, 1), stride=(time, 1, 1), padding=(1, 0, 0), bias=False),
        )

    @staticmethod
    def weights(cin: int, cout: int) -> int:
        return 27 * cin * cout // (9 * cin + 3 * cout)


class Block(nn.Module):
    def __init__(self, cin, cout, make, step=1):
        super().__init__()
        between = Factored.weights(cin, cout)
        self.a = nn.Sequential(make(cin, cout, between, step=(step, step)), nn.BatchNorm3d(cout), nn.ReLU())
        self.b = nn.Sequential(make(cout, cout, between), nn.BatchNorm3d(cout))
        self.short = None
        if (cin, step) != (cout, 1):
            self.short = nn.Sequential(nn.Conv3d(cin, cout, 1, (step,) * 3, bias=False), nn.BatchNorm3d(cout))

    def forward(self, clip):
        kept = clip
        if self.short is not None:
            kept = self.short(clip)
        return F.relu(self.b(self.a(clip)) + kept)


class VideoNet(nn.Module):
    def __init__(self, make, widths=(64, 128, 256, 512), classes=400):
        super().__init__()
        first = widths[0]
        self.stem = nn.Sequential(Factored(3, first, 45, 7, (1, 2)), nn.BatchNorm3d(first), nn.ReLU())
        pairs = list(zip((first,) + widths[:-1], widths))
        self.blocks = nn.ModuleList()
        for i, o in pairs:
            self.blocks.append(Block(i, o, make, 1 if i == o else 2))
            self.blocks.append(Block(o, o, make))
        self.head = nn.Linear(widths[-1], classes)

    def forward(self, clip):
        x = self.stem(clip)
        for block in self.blocks:
            x = block(x)
        return self.head(F.adaptive_avg_pool3d(x, (1, 1, 1)).flatten(1))


model = VideoNet(Factored)
