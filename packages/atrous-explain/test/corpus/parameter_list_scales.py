import torch
import torch.nn as nn
import torch.nn.functional as F


class Mixture(nn.Module):
    def __init__(self, channels=16, scales=(1, 2, 4)):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(1)) for _ in scales])
        self.register_buffer('mean', torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.gamma = nn.Parameter(1e-6 * torch.ones(channels), requires_grad=True)
        self.enc = nn.ModuleList([
            nn.Sequential(nn.Conv2d(3, channels, 3, padding=s, dilation=s), nn.InstanceNorm2d(channels, affine=True))
            for s in scales
        ])
        self.proj = nn.Conv2d(channels, channels, 1)
        self.hooks = []
        self.proj.register_forward_hook(self._save('proj'))
        self.acts = {}

    def _save(self, name):
        def hook(module, inputs, output):
            self.acts[name] = output.detach()
        return hook

    def forward(self, img):
        x = (img - self.mean) / 0.225
        alphas = torch.softmax(torch.stack([w for w in self.weights]).squeeze(-1), dim=0)
        out = sum(a * e(x) for a, e in zip(alphas, self.enc))
        y = self.proj(out) * self.gamma[None, :, None, None]
        out = out + y
        out = F.interpolate(out, scale_factor=0.5, mode='area')
        return out.flatten(2).transpose(1, 2)
