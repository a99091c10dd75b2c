/** @file Networks to begin with. */

import { type Edit, initialState } from './state.js';

export interface Example {
  readonly text: string;
  readonly edits: readonly Edit[];
}

const RESIDUAL = `import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 5, stride=2, padding=2)
        self.conv1 = nn.Conv2d(16, 16, 3, padding=1)
        self.bn = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=2, dilation=2)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        x = F.relu(self.stem(x))
        y = F.relu(self.bn(self.conv1(x)))
        return self.pool(x + self.conv2(y))
`;

const EDGES = `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 2, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
)
`;

const UNET = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 16, 3, padding=1)
        self.down2 = nn.Conv2d(16, 32, 4, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.out = nn.Conv2d(32, 3, 3, padding=1)

    def forward(self, x):
        a = torch.relu(self.down1(x))
        b = torch.relu(self.down2(a))
        c = torch.relu(self.up(b))
        return torch.sigmoid(self.out(torch.cat([a, c], dim=1)))
`;

export const EXAMPLES: Readonly<Record<'stem' | 'residual' | 'edges' | 'unet', Example>> = {
  stem: { text: initialState().text, edits: [] },
  residual: { text: RESIDUAL, edits: [] },
  edges: { text: EDGES, edits: [{ node: '0', filter: 'all', preset: 'sobel' }] },
  unet: { text: UNET, edits: [] },
};
