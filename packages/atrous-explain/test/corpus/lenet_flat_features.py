class LeNet(nn.Module):

    def __init__(self):
        super(LeNet, self).__init__()
        self.first, self.second = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.dense = nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, x):
        x = F.max_pool2d(self.first(x).relu(), (2, 2))
        x = F.max_pool2d(self.second(x).relu(), 2)
        return self.dense(x.view(-1, self.elements(x)))

    def elements(self, x):
        count = 1
        for size in x.size()[1:]:  # without the batch
            count *= size
        return count
