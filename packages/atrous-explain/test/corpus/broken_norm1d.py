field = nn.Sequential(OrderedDict([
    ("sense", nn.Conv2d(2, 30, 3, padding=1)),
    ("level", nn.BatchNorm1d(30)),
    ("fire", nn.PReLU(30)),
]))
