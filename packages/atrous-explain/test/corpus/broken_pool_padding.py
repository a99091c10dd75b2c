net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.MaxPool2d(3, stride=2, padding=2))
