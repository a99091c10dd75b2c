from typing import Dict, List, Tuple
import torch
import torch.nn as nn

DEPTHS: Dict[int, Tuple[int, ...]] = {11: (1, 1, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def body(depth: int, norm: bool = False) -> nn.Sequential:
    made: List[nn.Module] = []
    last = 3
    for repeats, width in zip(DEPTHS[depth], (64, 128, 256, 512, 512)):
        for _ in range(repeats):
            made.append(nn.Conv2d(last, width, 3, padding="same"))
            made.extend([nn.BatchNorm2d(width), nn.ReLU()] if norm else [nn.ReLU()])
            last = width
        made.append(nn.MaxPool2d(2))
    return nn.Sequential(*made)


class VGG(nn.Module):
    def __init__(self, depth: int = 16, classes: int = 1000) -> None:
        super().__init__()
        self.body = body(depth)
        sizes = [512 * 7 * 7, 4096, 4096]
        hidden = [m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU(), nn.Dropout())]
        self.head = nn.Sequential(*hidden, nn.Linear(sizes[-1], classes))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        maps = nn.functional.adaptive_avg_pool2d(self.body(image), (7, 7))
        return self.head(maps.flatten(start_dim=1))


def vgg16(**options):
    return VGG(16, **options)
