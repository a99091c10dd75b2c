class SegNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2, stride=2, return_indices=True)
        self.mid = nn.Conv2d(16, 16, 3, padding=1)
        self.unpool = nn.MaxUnpool2d(2, stride=2)
        self.dec = nn.Conv2d(16, 4, 3, padding=1)

    def forward(self, x):
        x, indices = self.pool(torch.relu(self.enc(x)))
        x = torch.relu(self.mid(x))
        x = self.unpool(x, indices)
        return self.dec(x)
