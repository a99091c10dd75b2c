class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1 = nn.Conv2d(3, 16, 3, padding=1)
        self.down = nn.MaxPool2d(2)
        self.enc2 = nn.Conv2d(16, 32, 3, padding=1)
        self.up = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.dec = nn.Conv2d(32, 3, 3, padding=1)

    def forward(self, x):
        skip = F.relu(self.enc1(x))
        y = F.relu(self.enc2(self.down(skip)))
        y = self.up(y)
        y = torch.cat([skip, y], dim=1)
        return self.dec(y)
