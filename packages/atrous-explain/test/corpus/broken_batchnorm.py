net = nn.Sequential(
    nn.Conv2d(3, 64, 3, bias=False),
    nn.BatchNorm2d(32),
    nn.ReLU(inplace=True),
)
