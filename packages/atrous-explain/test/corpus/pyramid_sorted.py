import torch
import torch.nn as nn

NORMS = {'bn': nn.BatchNorm2d, 'in': nn.InstanceNorm2d, 'none': None}


class ConvNormAct(nn.Sequential):
    def __init__(self, cin, cout, k=3, s=1, norm='bn', act='ReLU', **kw):
        p = k // 2
        layers = [nn.Conv2d(cin, cout, k, s, p, bias=NORMS[norm] is None, **kw)]
        if (norm_cls := NORMS.get(norm)) is not None:
            layers.append(norm_cls(cout))
        if act:
            layers.append(getattr(nn, act)(inplace=True) if act != 'PReLU' else nn.PReLU(cout))
        super().__init__(*layers)
        self.out_channels = cout


class Pyramid(nn.Module):
    def __init__(self, *widths, classes=4, **common):
        super().__init__()
        self.levels = nn.ModuleDict({
            f"p{i}": ConvNormAct(w_in, w_out, s=2, **common)
            for i, (w_in, w_out) in enumerate(zip((3,) + widths[:-1], widths), start=1)
        })
        self.lateral = nn.ModuleDict([(k, nn.Conv2d(m.out_channels, 32, 1)) for k, m in self.levels.items()])
        self.head = nn.Conv2d(32, classes, 3, padding='same')

    def forward(self, x):
        feats = {}
        for name, level in self.levels.items():
            x = level(x)
            feats[name] = self.lateral[name](x)
        top = None
        for name in sorted(feats, reverse=True):
            f = feats[name]
            top = f if top is None else f + nn.functional.interpolate(top, size=f.shape[2:], mode='nearest')
        return self.head(top)


model = Pyramid(16, 32, 64, norm='in', act='PReLU')
