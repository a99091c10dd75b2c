class Net(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width / 2, 3)

    def forward(self, x):
        return self.conv1(x)
