class TwoScales(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.fine = nn.Conv2d(3, width, 3, padding=1)
        self.coarse = nn.Conv2d(3, width, 5, padding=2)
        self.mix = nn.Conv2d(2 * width, 7, 1)

    def forward(self, photo):
        both = torch.cat([self.fine(photo), self.coarse(photo)], dim=2)
        return self.mix(both)
