class CausalConv1d(nn.Conv1d):
    def __init__(self, in_channels, out_channels, kernel_size, dilation=1, **kwargs):
        super().__init__(in_channels, out_channels, kernel_size, padding=(kernel_size - 1) * dilation, dilation=dilation, **kwargs)

    def forward(self, x):
        out = super().forward(x)
        return out[:, :, :-self.padding[0]]


class ResidualLayer(nn.Module):
    def __init__(self, residual, skip, dilation):
        super().__init__()
        self.filter = CausalConv1d(residual, residual, 2, dilation)
        self.gate = CausalConv1d(residual, residual, 2, dilation)
        self.residual = nn.Conv1d(residual, residual, 1)
        self.skip = nn.Conv1d(residual, skip, 1)

    def forward(self, x):
        z = torch.tanh(self.filter(x)) * torch.sigmoid(self.gate(x))
        return self.residual(z) + x, self.skip(z)


class WaveNet(nn.Module):
    def __init__(self, layers=10, blocks=2, residual=32, skip=64, classes=256):
        super().__init__()
        self.start = nn.Conv1d(1, residual, 1)
        self.layers = nn.ModuleList()
        for block in range(blocks):
            for i in range(layers):
                self.layers.append(ResidualLayer(residual, skip, 2 ** i))
        self.end = nn.Sequential(nn.ReLU(), nn.Conv1d(skip, skip, 1), nn.ReLU(), nn.Conv1d(skip, classes, 1))

    def forward(self, x):
        x = self.start(x)
        total = 0
        for layer in self.layers:
            x, skip = layer(x)
            total = skip + total
        return self.end(total)
