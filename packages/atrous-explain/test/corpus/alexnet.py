import torch.nn as nn

# (in, out, kernel, stride, padding, pooled)
PLAN = [(3, 64, 11, 4, 2, True), (64, 192, 5, 1, 2, True), (192, 384, 3, 1, 1, False), (384, 256, 3, 1, 1, False), (256, 256, 3, 1, 1, True)]


class AlexNet(nn.Module):
    def __init__(self, classes=1000, drop=0.5):
        super().__init__()
        body = []
        for cin, cout, k, s, p, pooled in PLAN:
            body += [nn.Conv2d(cin, cout, k, stride=s, padding=p), nn.ReLU()]
            if pooled:
                body.append(nn.MaxPool2d(3, 2))
        self.body = nn.Sequential(*body)
        self.resize = nn.AdaptiveAvgPool2d(6)
        self.fc = nn.Sequential(
            nn.Flatten(), nn.Dropout(drop), nn.Linear(256 * 36, 4096), nn.ReLU(), nn.Dropout(drop),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, classes),
        )

    def forward(self, x):
        return self.fc(self.resize(self.body(x)))
