class G(nn.Module):
    """Noise of z channels to a picture of 64 x 64 (Radford et al., 2015)."""
    def __init__(self, z=100, width=64, colours=3):
        super(G, self).__init__()
        steps = [(z, width*8, 1, 0)] + [(width*2**(i+1), width*2**i, 2, 1) for i in reversed(range(3))]
        grown = []
        for a, b, stride, pad in steps:
            grown += [nn.ConvTranspose2d( a, b, 4, stride, pad, bias=False), nn.BatchNorm2d(b), nn.ReLU(True)]
        self.grow = nn.Sequential(*grown)
        self.paint = nn.ConvTranspose2d(width, colours, 4, 2, 1, bias=False)

    def forward(self, noise):
        return torch.tanh(self.paint(self.grow(noise)))
