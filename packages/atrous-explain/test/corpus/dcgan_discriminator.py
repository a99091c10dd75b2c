WIDTH = 64
colours = 3

class D(nn.Module):
    def __init__(self, slope = 0.2):
        super(D, self).__init__()
        act = lambda: nn.LeakyReLU(slope, inplace=True)
        down = [nn.Conv2d(colours, WIDTH, 4, 2, 1, bias=False), act()]
        for i in range(3):
            c = WIDTH << i
            down += [nn.Conv2d(c, 2*c, 4, 2, 1, bias=False), nn.BatchNorm2d(2*c), act()]
        self.down = nn.Sequential(*down)
        self.judge = nn.Conv2d(WIDTH * 8, 1, kernel_size=4, bias=False)

    def forward(self, picture):
        return torch.sigmoid(self.judge(self.down(picture)))

critic = D().to(device)
