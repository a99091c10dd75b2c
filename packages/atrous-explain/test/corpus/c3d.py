class C3D(nn.Module):
    def __init__(self, classes=101):
        super().__init__()
        made, cin = [], 3
        for i, widths in enumerate([(64,), (128,), (256, 256), (512, 512), (512, 512)]):
            for cout in widths:
                made += [nn.Conv3d(cin, cout, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU()]
                cin = cout
            time = 1 if i == 0 else 2
            made.append(nn.MaxPool3d((time, 2, 2), (time, 2, 2), padding=(0, 1, 1) if i == 4 else 0))
        self.clip = nn.Sequential(*made)
        self.fc = nn.ModuleList([nn.Linear(8192, 4096), nn.Linear(4096, 4096)])
        self.scores = nn.Linear(4096, classes); self.drop = nn.Dropout(p=0.5)

    def forward(self, x):
        h = self.clip(x); h = h.view(-1, 8192)
        for layer in self.fc:
            h = self.drop(torch.relu(layer(h)))
        return self.scores(h)
