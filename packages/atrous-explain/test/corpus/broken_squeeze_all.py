class Birds(nn.Module):
    def __init__(self, kinds=11):
        super().__init__()
        self.see = nn.Conv2d(3, 44, 3, stride=2)
        self.name = nn.Linear(44, kinds)

    def forward(self, photo):
        seen = torch.relu(self.see(photo))
        seen = F.adaptive_avg_pool2d(seen, 1).squeeze()
        return self.name(seen)
