import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super(LeNet, self).__init__()
        self.edges = nn.Conv2d(3, 6, 5)
        self.parts = nn.Conv2d(6, 16, 5)
        self.half = nn.MaxPool2d(2, 2)
        self.a = nn.Linear(16 * 5 * 5, 120)
        self.b = nn.Linear(120, 84)
        self.c = nn.Linear(84, 10)

    def forward(self, x):
        for conv in [self.edges, self.parts]:
            x = self.half(F.relu(conv(x)))
        x = x.view(-1, 16 * 5 * 5)
        return self.c(F.relu(self.b(F.relu(self.a(x)))))


lenet = LeNet()
print(lenet)
