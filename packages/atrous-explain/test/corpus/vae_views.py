import torch
import torch.nn as nn
from torch.nn.utils import spectral_norm

ndf = 16
nc = 3

class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape
    def forward(self, x):
        return x.view(x.shape[0], *self.shape)

class Encoder(nn.Module):
    z_dim = 32
    def __init__(self):
        super().__init__()
        def block(i, o, bn=True):
            layers = [spectral_norm(nn.Conv2d(i, o, 4, 2, 1))]
            if bn: layers.append(nn.BatchNorm2d(o, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers
        self.net = nn.Sequential(
            *block(nc, ndf, bn=False),
            *block(ndf, ndf * 2),
            *block(ndf * 2, ndf * 4),
            View(-1),
        )
        self.mu, self.logvar = (nn.Linear(ndf * 4 * 4 * 4, self.z_dim) for _ in 'ab')
    def forward(self, x):
        h = self.net(x)
        return self.mu(h), self.logvar(h)

class Decoder(nn.Module):
    def __init__(self, z_dim=Encoder.z_dim):
        super().__init__()
        self.fc = nn.Linear(z_dim, ndf * 4 * 4 * 4)
        self.net = nn.Sequential(
            View(ndf * 4, 4, 4),
            nn.ConvTranspose2d(ndf * 4, ndf * 2, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(ndf * 2, ndf, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(ndf, nc, 4, 2, 1), nn.Tanh())
    def forward(self, z):
        return self.net(self.fc(z))

class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
    @staticmethod
    def reparameterize(mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std
    def forward(self, x):
        mu, logvar = self.encoder(x)
        z = self.reparameterize(mu, logvar) if self.training else mu
        return self.decoder(z), mu, logvar
