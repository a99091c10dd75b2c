# AlexNet as in the paper of 2012: two groups, local response normalisation
class AlexNet(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(3, 96, kernel_size=11, stride=4, padding=0),
            nn.ReLU(inplace=True),
            nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2),
            nn.MaxPool2d(3, stride=2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(96, 256, kernel_size=5, groups=2, padding=2),
            nn.ReLU(inplace=True),
            nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2),
            nn.MaxPool2d(3, stride=2))
        self.layer3 = nn.Sequential(nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(inplace=True))
        self.layer4 = nn.Sequential(nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(inplace=True))
        self.layer5 = nn.Sequential(nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2))
        self.fc6 = nn.Linear(256 * 6 * 6, 4096)
        self.fc7 = nn.Linear(4096, 4096)
        self.fc8 = nn.Linear(4096, num_classes)

    def forward(self, x):
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4, self.layer5):
            x = layer(x)
        x = x.reshape(x.shape[0], -1)
        x = F.dropout(F.relu(self.fc6(x)), training=self.training)
        x = F.dropout(F.relu(self.fc7(x)), training=self.training)
        return self.fc8(x)
