def classifier(classes):
    return nn.Sequential(
        nn.Conv2d(3, 40, 3, 2, 1), nn.SiLU(),
        nn.Conv2d(40, 72, 3, 2, 1), nn.SiLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Linear(72, classes),
    )

birds = classifier(classes=11)
