from functools import partial


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of a picture."""
    def forward(self, x: Tensor) -> Tensor:
        last = torch.permute(x, (0, 2, 3, 1))
        return F.layer_norm(last, self.normalized_shape, self.weight, self.bias, self.eps).permute(0, 3, 1, 2)


class Axes(nn.Module):
    def __init__(self, *order):
        super().__init__()
        self.order = order

    def forward(self, x):
        return x.permute(self.order)


class Block(nn.Module):
    def __init__(self, width: int, scale: float, norm=None) -> None:
        super().__init__()
        norm = norm or partial(nn.LayerNorm, eps=1e-6)
        self.mix = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.mlp = nn.Sequential(
            Axes(0, 2, 3, 1), norm(width), nn.Linear(width, width * 4), nn.GELU(), nn.Linear(width * 4, width), Axes(0, 3, 1, 2)
        )
        self.scale = nn.Parameter(torch.full((width, 1, 1), scale))

    def forward(self, x: Tensor) -> Tensor:
        y = self.scale * self.mlp(self.mix(x))
        y += x
        return y


class Stage:
    def __init__(self, width, depth):
        self.width, self.depth = width, depth


class ConvNeXt(nn.Module):
    def __init__(self, stages, classes=1000, scale=1e-6, norm=partial(ChannelNorm, eps=1e-6)):
        super().__init__()
        if not stages:
            raise ValueError("at least one stage")
        first, last = stages[0].width, stages[-1].width
        body = [nn.Sequential(nn.Conv2d(3, first, 4, 4), norm(first))]
        for before, stage in zip([None] + stages[:-1], stages):
            if before is not None:
                body.append(nn.Sequential(norm(before.width), nn.Conv2d(before.width, stage.width, 2, 2)))
            body.append(nn.Sequential(*[Block(stage.width, scale) for _ in range(stage.depth)]))
        self.body = nn.Sequential(*body)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), norm(last), nn.Flatten(1), nn.Linear(last, classes))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


def tiny():
    return ConvNeXt([Stage(96, 3), Stage(192, 3), Stage(384, 9), Stage(768, 3)])
