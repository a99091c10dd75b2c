import torch
import torch.nn as nn
import torch.nn.functional as F


class GatedResidual1d(nn.Module):
    def __init__(self, ch, dilation):
        super().__init__()
        self.pad = (2 - 1) * dilation
        self.filter = nn.Conv1d(ch, ch * 2, 2, dilation=dilation)
        self.res = nn.Conv1d(ch, ch, 1)
        self.skip = nn.Conv1d(ch, ch, 1)

    def forward(self, x):
        h = self.filter(F.pad(x, (self.pad, 0)))
        a, b = h.chunk(2, dim=1)
        h = torch.tanh(a) * b.sigmoid()
        return x + self.res(h), self.skip(h)


class Vocoder(nn.Module):
    def __init__(self, ch=32, cycles=2, depth=4, bits=8, rates=[4, 4]):
        super().__init__()
        self.embed = nn.Conv1d(1, ch, 1)
        self.layers = nn.ModuleList([GatedResidual1d(ch, 2 ** (i % depth)) for i in range(cycles * depth)])
        self.ups = nn.ModuleList()
        for r in rates:
            self.ups += [nn.ConvTranspose1d(ch, ch, r * 2, stride=r, padding=r // 2)]
        self.post = nn.Sequential(nn.ReLU(), nn.Conv1d(ch, ch, 1), nn.ReLU(), nn.Conv1d(ch, 2 ** bits, 1))
        self.apply(self._init)

    @staticmethod
    def _init(m):
        if isinstance(m, nn.Conv1d):
            nn.init.xavier_uniform_(m.weight)

    @property
    def receptive_field(self):
        return sum(l.pad for l in self.layers) + 1

    def forward(self, wave: torch.Tensor, cond=None):
        x = self.embed(wave)
        skips = 0
        for layer in self.layers:
            x, s = layer(x)
            skips = skips + s
        skips = skips / len(self.layers) ** 0.5
        for up in self.ups:
            skips = F.leaky_relu(up(skips), 0.1)
        return self.post(skips)
