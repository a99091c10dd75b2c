import argparse, os
import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument('--width', type=int, default=24)
parser.add_argument('--classes', type=int, default=10)
parser.add_argument('--se', action='store_true')
args, _ = parser.parse_known_args()
device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')

class CBAM(nn.Module):
    def __init__(self, c, r=8):
        super().__init__()
        self.mlp = nn.Sequential(nn.Flatten(), nn.Linear(c, c // r), nn.ReLU(), nn.Linear(c // r, c))
        self.spatial = nn.Conv2d(2, 1, 7, padding=3, bias=False)
    def forward(self, x):
        ca = self.mlp(F.adaptive_avg_pool2d(x, 1)) + self.mlp(F.adaptive_max_pool2d(x, 1))
        x = x * ca.sigmoid().unsqueeze(-1).unsqueeze(-1)
        sa = torch.cat((x.mean(1, keepdim=True), x.max(1, keepdim=True)[0]), 1)
        return x * torch.sigmoid(self.spatial(sa))

class Net(nn.Module):
    expansion: int = 2
    def __init__(self, opt=args):
        super().__init__()
        w = opt.width
        self.c1 = nn.Conv2d(3, w, 3, padding=1)
        self.c2 = nn.Conv2d(w, w * self.expansion, 3, stride=2, padding=1)
        self.att = CBAM(w * self.expansion) if not opt.se else nn.Identity()
        self.fc = nn.Linear(w * self.expansion * 8 * 8, opt.classes)
    def forward(self, x, return_feats: bool = False):
        x = F.relu_(self.c1(x))
        x = F.dropout2d(F.relu(self.c2(x)), 0.2, self.training)
        feats = x = self.att(x)
        x = F.avg_pool2d(x, kernel_size=2)
        x = x.view(-1, self.num_flat_features(x))
        x = self.fc(x)
        if return_feats:
            return x, feats
        return F.log_softmax(x, dim=-1)
    def num_flat_features(self, x):
        size = x.size()[1:]
        num_features = 1
        for s in size:
            num_features *= s
        return num_features

model = nn.DataParallel(Net()).to(device)
