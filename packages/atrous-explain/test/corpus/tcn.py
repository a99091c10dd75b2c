from torch.nn.utils import weight_norm


class Past(nn.Module):
    """Cuts what padding added behind the end, so that no output sees the future."""
    def __init__(self, cut):
        super(Past, self).__init__()
        self.cut = cut

    def forward(self, signal):
        return signal[:, :, :-self.cut].contiguous()


class Level(nn.Module):
    def __init__(self, cin, cout, k, dilation, drop=0.2):
        super(Level, self).__init__()
        reach = dilation * (k - 1)
        self.conv = weight_norm(nn.Conv1d(cin, cout, k, padding=reach, dilation=dilation))
        self.path = nn.Sequential(self.conv, Past(reach), nn.ReLU(), nn.Dropout(drop))
        self.match = None if cin == cout else nn.Conv1d(cin, cout, 1)
        self.reset()

    def reset(self):
        for conv in (self.conv, self.match):
            if conv is not None:
                conv.weight.data.normal_(0, 0.01)

    def forward(self, signal):
        kept = self.match(signal) if self.match is not None else signal
        return torch.relu(self.path(signal) + kept)


class TCN(nn.Module):
    def __init__(self, cin=8, widths=(16, 16, 32), k=2):
        super(TCN, self).__init__()
        before = (cin, *widths[:-1])
        self.levels = nn.Sequential(*[Level(a, b, k, 2 ** i) for i, (a, b) in enumerate(zip(before, widths))])

    def forward(self, signal):
        return self.levels(signal)
