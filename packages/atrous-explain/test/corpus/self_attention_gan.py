class Attention(nn.Module):
    def __init__(self, channels=64):
        super().__init__()
        small = channels // 8
        self.q, self.k = nn.Conv2d(channels, small, 1), nn.Conv2d(channels, small, 1)
        self.v = nn.Conv2d(channels, channels, 1)
        self.share = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        n, c, h, w = x.size()
        q = self.q(x).view(n, -1, h * w).permute(0, 2, 1)
        k = self.k(x).view(n, -1, h * w)
        looks = F.softmax(torch.bmm(q, k), dim=-1)
        v = self.v(x).view(n, -1, h * w)
        seen = torch.bmm(v, looks.permute(0, 2, 1)).view(n, c, h, w)
        return x + self.share * seen
