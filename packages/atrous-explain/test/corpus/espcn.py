class SubPixel(nn.Module):
    # Upscaling in the last layer only (Shi et al., 2016)
    def __init__(self, r=3, c=1):
        super().__init__()
        same = lambda i, o, k: nn.Conv2d(i, o, k, padding=k//2)
        self.maps = nn.ModuleList([same(c, 64, 5), same(64, 32, 3)])
        self.up = nn.Sequential(same(32, c * r ** 2, 3), nn.PixelShuffle(r))

    def forward(self, y):
        for conv in self.maps:
            y = torch.tanh(conv(y))
        return self.up(y)
