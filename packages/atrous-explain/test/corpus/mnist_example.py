class Digits(nn.Module):
    def __init__(self):
        super(Digits, self).__init__()
        self.c1, self.c2 = nn.Conv2d(1, 32, 3, 1), nn.Conv2d(32, 64, 3, 1)
        self.drop = nn.Dropout(0.25)
        self.hidden = nn.Linear(12 * 12 * 64, 128)
        self.scores = nn.Linear(128, 10)

    def forward(self, img):
        h = F.relu(self.c2(F.relu(self.c1(img))))
        h = self.drop(F.max_pool2d(h, 2))
        h = F.dropout(F.relu(self.hidden(torch.flatten(h, 1))), training=self.training)
        return F.log_softmax(self.scores(h), dim=1)
