net = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding='same'),
    nn.ReLU(),
)
