class Fire(nn.Module):
    def __init__(self, cin: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(cin, squeeze, 1)
        self.wide = nn.ModuleDict({"1": nn.Conv2d(squeeze, expand, 1), "3": nn.Conv2d(squeeze, expand, 3, padding=1)})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        s = F.relu(self.narrow(x))
        return torch.cat([F.relu(conv(s)) for conv in self.wide.values()], dim=1)


class SqueezeNet(nn.Module):
    def __init__(self, version: str = "1_1", classes: int = 1000) -> None:
        super().__init__()
        if version != "1_1":
            raise ValueError(f"no plan for version {version}")
        shrink = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)
        layers = [nn.Conv2d(3, 64, 3, 2), nn.ReLU()]
        cin = 64
        for group in [[(16, 64)] * 2, [(32, 128)] * 2, [(48, 192)] * 2 + [(64, 256)] * 2]:
            layers.append(shrink())
            for squeeze, expand in group:
                layers.append(Fire(cin, squeeze, expand))
                cin = 2 * expand
        self.layers = nn.Sequential(*layers)
        self.drop = nn.Dropout(0.5)
        last = nn.Conv2d(cin, classes, 1)
        init.normal_(last.weight, std=0.01)
        self.score = last

    def forward(self, x):
        y = F.relu(self.score(self.drop(self.layers(x))))
        return F.adaptive_avg_pool2d(y, 1).flatten(1)
