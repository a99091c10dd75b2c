block = nn.Sequential(
    nn.Conv2d(30, 60, kernel_size=3, padding=1, groups=4),
    nn.ReLU(),
)
