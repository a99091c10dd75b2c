class Multi(nn.Module):
    def __init__(self, heads={'cls': 10, 'box': 4}):
        super().__init__()
        self.body = nn.Sequential(OrderedDict([('conv', nn.Conv2d(3, 16, 3)), ('act', nn.SiLU())]))
        self.heads = nn.ModuleDict({name: nn.Conv2d(16, c, 1) for name, c in heads.items()})
        self.act = nn.ModuleDict([['lrelu', nn.LeakyReLU()], ['prelu', nn.PReLU()]])

    def forward(self, x, act='prelu'):
        x = self.act[act](self.body(x))
        return torch.cat([head(x).flatten(2) for head in self.heads.values()], 1)
