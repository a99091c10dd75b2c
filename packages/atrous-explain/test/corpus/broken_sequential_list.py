layers = [nn.Conv2d(3, 8, 3), nn.ReLU()]
model = nn.Sequential(layers)
