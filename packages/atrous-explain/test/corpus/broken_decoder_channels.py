@dataclass
class Widths:
    top: int = 10
    deep: int = 20


class Segment(nn.Module):
    def __init__(self, w=Widths()):
        super().__init__()
        self.top = nn.Sequential(nn.Conv2d(3, w.top, 3, padding=1), nn.ReLU())
        self.deep = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(w.top, w.deep, 3, padding=1), nn.ReLU())
        self.rise = nn.Upsample(scale_factor=2)
        self.merge = nn.Conv2d(w.deep, w.top, 3, padding=1)

    def forward(self, x):
        top = self.top(x)
        deep = self.rise(self.deep(top))
        # forgotten: what is put together is as wide as both
        return self.merge(torch.cat((top, deep), 1))
