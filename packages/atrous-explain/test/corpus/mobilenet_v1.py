import torch.nn as nn

class MobileNetV1(nn.Module):
    def __init__(self, colours=3, classes=1000):
        super(MobileNetV1, self).__init__()

        def act(conv):
            return [conv, nn.BatchNorm2d(conv.out_channels), nn.ReLU(inplace=True)]

        def separable(i, o, stride):
            depthwise = nn.Conv2d(i, i, 3, stride, 1, groups=i, bias=False)
            return nn.Sequential(
                *act(depthwise), *act(nn.Conv2d(i, o, 1, bias=False)),
                )

        steps = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]
        body, last = act(nn.Conv2d(colours, 32, 3, 2, 1, bias=False)), 32
        for width, stride in steps:
            body.append(separable(last, width, stride))
            last = width
        self.body = nn.Sequential(*body, nn.AdaptiveAvgPool2d(1))
        self.fc = nn.Linear(last, classes)

    def forward(self, x):
        return self.fc(self.body(x).view(-1, 1024))
