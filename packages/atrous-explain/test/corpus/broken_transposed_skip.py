class Hourglass(nn.Module):
    def __init__(self, c: int = 18):
        super().__init__()
        self.enter = nn.Conv2d(1, c, 3, padding="same")
        self.shrink = nn.Conv2d(c, 2 * c, 3, stride=2, padding=1)
        self.grow = nn.ConvTranspose2d(2 * c, c, 3, stride=2, padding=1)
        self.leave = nn.Conv2d(c, 1, 1)

    def forward(self, scan):
        wide = self.enter(scan)
        narrow = torch.tanh(self.shrink(wide))
        return self.leave(self.grow(narrow) + wide)
