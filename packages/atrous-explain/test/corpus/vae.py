class VAE(nn.Module):
    WIDTHS = [32, 64, 128]

    def __init__(self, latent=32):
        super().__init__()
        sides = list(zip([3] + self.WIDTHS[:-1], self.WIDTHS))
        self.down = nn.Sequential(*(self.unit(nn.Conv2d(a, b, 3, 2, 1), b) for a, b in sides))
        flat = self.WIDTHS[-1] * 4 ** 2
        self.mean, self.spread = nn.Linear(flat, latent), nn.Linear(flat, latent)
        self.start = nn.Linear(latent, flat)
        turned = self.WIDTHS[::-1]
        self.up = nn.Sequential(*[
            self.unit(nn.ConvTranspose2d(a, b, 3, stride=2, padding=1, output_padding=1), b) for a, b in zip(turned[:-1], turned[1:])
        ])
        self.paint = nn.ConvTranspose2d(turned[-1], 3, 3, 2, 1, 1)

    @staticmethod
    def unit(conv, width):
        return nn.Sequential(conv, nn.BatchNorm2d(width), nn.LeakyReLU())

    def sample(self, mean, spread):
        sigma = torch.exp(spread / 2)
        return torch.randn_like(sigma) * sigma + mean

    def forward(self, picture, **unused):
        code = torch.flatten(self.down(picture), start_dim=1)
        mean, spread = self.mean(code), self.spread(code)
        start = self.start(self.sample(mean, spread)).view(-1, 128, 4, 4)
        return [torch.tanh(self.paint(self.up(start))), picture, mean, spread]
