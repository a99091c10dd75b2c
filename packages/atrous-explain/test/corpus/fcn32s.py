class Segmenter(nn.Module):
    """Scores at 1/32 of the size, drawn up by 32 and cropped (after Long et al., 2015)."""

    def __init__(self, classes=21):
        super(Segmenter, self).__init__()
        widths = [3, 64, 128, 256, 512, 512]
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 3, padding=100 if a == 3 else 1) for a, b in zip(widths, widths[1:])
        )
        self.halve = nn.MaxPool2d(2, ceil_mode=True)
        self.context = nn.Conv2d(512, 4096, 7)
        self.drop = nn.Dropout2d()
        self.scores = nn.Conv2d(4096, classes, 1)
        self.draw = nn.ConvTranspose2d(classes, classes, 64, stride=32, bias=False)

    def forward(self, picture):
        h = picture
        for conv in self.convs:
            h = self.halve(F.relu(conv(h), inplace=True))
        h = self.draw(self.scores(self.drop(F.relu(self.context(h)))))
        rows, columns = picture.size()[2], picture.size()[3]
        return h[:, :, 19:19 + rows, 19:19 + columns].contiguous()
