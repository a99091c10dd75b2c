class Restore(nn.Module):
    def __init__(self):
        super().__init__()
        self.grain = nn.Conv2d(3, 20, 3, padding=1)
        self.half = nn.AvgPool2d(2)
        self.scene = nn.Conv2d(20, 34, 3, padding=1)
        self.up = nn.ConvTranspose2d(34, 20, 2, stride=2)
        self.paint = nn.Conv2d(40, 3, 3, padding=1)

    def forward(self, film):
        grain = F.relu(self.grain(film))
        scene = self.up(F.relu(self.scene(self.half(grain))))
        return self.paint(torch.cat([grain, scene], dim=1))
