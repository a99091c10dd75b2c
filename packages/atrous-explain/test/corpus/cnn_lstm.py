# Not everything is known: the recurrent part is assumed to keep its shape
class CRNN(nn.Module):
    def __init__(self, num_classes=37):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(), nn.MaxPool2d((16, 1)))
        self.rnn = nn.LSTM(128, 128, bidirectional=True)
        self.embedding = nn.Linear(256, num_classes)

    def forward(self, x):
        conv = self.cnn(x)
        conv = conv.squeeze(2).permute(2, 0, 1)  # [w, b, c]
        recurrent, _ = self.rnn(conv)
        return self.embedding(recurrent)
