model = nn.Sequential(nn.Conv2d(3, 8, kernel=3), nn.ReLU())
