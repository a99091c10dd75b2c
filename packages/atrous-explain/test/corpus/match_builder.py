import torch
import torch.nn as nn


def make_layers(cfg, in_channels=3, batch_norm=False):
    layers = []
    for v in cfg:
        match v:
            case 'M':
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            case 'A' | 'avg':
                layers.append(nn.AvgPool2d(2))
            case int() as width:
                conv = nn.Conv2d(in_channels, width, kernel_size=3, padding=1)
                layers.extend([conv, nn.BatchNorm2d(width)] if batch_norm else [conv])
                layers.append(nn.ReLU(inplace=True))
                in_channels = width
            case {'width': w, 'stride': s}:
                layers.append(nn.Conv2d(in_channels, w, 3, s, 1))
                in_channels = w
            case _:
                raise ValueError(f'unknown {v!r}')
    return nn.Sequential(*layers), in_channels


CFGS = dict(tiny=[16, 'M', 32, 'M', {'width': 64, 'stride': 2}, 'avg'], small=[32, 32, 'M', 64])


class Plain(nn.Module):
    def __init__(self, name='tiny', num_classes: int = 10, **kwargs):
        super().__init__()
        self.features, width = make_layers(CFGS[name], batch_norm=kwargs.pop('bn', True))
        head = [nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(width, num_classes)]
        self.classifier = nn.Sequential(*head)

    def forward(self, x):
        assert x.dim() == 4, f"expected NCHW, got {tuple(x.shape)}"
        return self.classifier(self.features(x))


def tiny(pretrained=False, progress=True, **kwargs):
    model = Plain('tiny', **kwargs)
    if pretrained:
        model.load_state_dict(torch.load('tiny.pt', weights_only=True))
    return model


net = tiny(num_classes=7, bn=False)
