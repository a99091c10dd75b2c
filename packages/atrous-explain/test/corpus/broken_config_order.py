SETTINGS = {"stem": (3, 26), "body": [(26, 52), (104, 52)], "head": 5}


class Net(nn.Module):
    def __init__(self, settings=SETTINGS):
        super(Net, self).__init__()
        self.stem = nn.Conv2d(*settings["stem"], 3, padding=1)
        for i, (cin, cout) in enumerate(settings["body"]):
            self.add_module(f"body{i}", nn.Conv2d(cin, cout, 3, padding=1))
        self.head = nn.Conv2d(52, settings["head"], 1)

    def forward(self, x):
        x = F.hardswish(self.stem(x))
        for i in range(2):
            x = F.hardswish(getattr(self, "body%d" % i)(x))
        return self.head(x)
