"""The training step of train-step.mjs in PyTorch on one thread: prints the least processor time of a step, in ms."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH = 32
STAGES = [16, 32, 64]


class Block(nn.Module):
    def __init__(self, channels, out_channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Identity()
        if stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, out_channels, 1, stride=stride, bias=False), nn.BatchNorm2d(out_channels)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def resnet20():
    blocks = []
    for stage, channels in enumerate(STAGES):
        for n in range(3):
            first = n == 0 and stage > 0
            blocks.append(Block(STAGES[stage - 1] if first else channels, channels, 2 if first else 1))
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )


torch.set_num_threads(1)
torch.manual_seed(0)
model = resnet20()
if "--adamw" in sys.argv:
    optimizer = torch.optim.AdamW(model.parameters())
else:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
images = torch.randn(BATCH, 3, 32, 32)
labels = torch.randint(0, 10, (BATCH,))
least = float("inf")
for _ in range(int(sys.argv[1])):
    started = time.process_time()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    loss.item()
    least = min(least, time.process_time() - started)
print(1000 * least)
