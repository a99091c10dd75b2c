decoder = nn.Sequential(
    nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=2),
    nn.ReLU(),
    nn.ConvTranspose2d(32, 3, 3, stride=2, padding=1, output_padding=1),
)
