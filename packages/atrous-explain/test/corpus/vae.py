class VAE(nn.Module):
    def __init__(self, latent=32):
        super().__init__()
        hidden = [32, 64, 128]
        modules, channels = [], 3
        for h in hidden:
            modules.append(nn.Sequential(nn.Conv2d(channels, h, 3, stride=2, padding=1), nn.BatchNorm2d(h), nn.LeakyReLU()))
            channels = h
        self.encoder = nn.Sequential(*modules)
        self.fc_mu = nn.Linear(hidden[-1] * 4 * 4, latent)
        self.fc_var = nn.Linear(hidden[-1] * 4 * 4, latent)
        self.decoder_input = nn.Linear(latent, hidden[-1] * 4 * 4)
        hidden = hidden[::-1]
        modules = [
            nn.Sequential(nn.ConvTranspose2d(a, b, 3, stride=2, padding=1, output_padding=1), nn.BatchNorm2d(b), nn.LeakyReLU())
            for a, b in zip(hidden[:-1], hidden[1:])
        ]
        self.decoder = nn.Sequential(*modules)
        self.final = nn.Sequential(nn.ConvTranspose2d(32, 3, 3, 2, 1, 1), nn.Tanh())

    def encode(self, x):
        result = torch.flatten(self.encoder(x), start_dim=1)
        return [self.fc_mu(result), self.fc_var(result)]

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return eps * std + mu

    def decode(self, z):
        result = self.decoder_input(z)
        result = result.view(-1, 128, 4, 4)
        return self.final(self.decoder(result))

    def forward(self, input, **kwargs):
        mu, log_var = self.encode(input)
        z = self.reparameterize(mu, log_var)
        return [self.decode(z), input, mu, log_var]
