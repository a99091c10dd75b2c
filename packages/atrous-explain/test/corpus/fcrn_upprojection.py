class UpProject(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.unpool = nn.Upsample(scale_factor=2)
        self.conv1_1 = nn.Conv2d(in_channels, out_channels, 5, padding=2)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv1_2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.conv2_1 = nn.Conv2d(in_channels, out_channels, 5, padding=2)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.unpool(x)
        left = self.bn2(self.conv1_2(self.relu(self.bn1(self.conv1_1(x)))))
        right = self.bn3(self.conv2_1(x))
        return self.relu(left + right)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Sequential(*[UpProject(1024 // 2 ** i, 512 // 2 ** i) for i in range(4)])
        self.predict = nn.Conv2d(64, 1, kernel_size=3, padding=1)

    def forward(self, x):
        return self.predict(self.up(x))
