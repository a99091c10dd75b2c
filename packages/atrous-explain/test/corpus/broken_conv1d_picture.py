from torch import nn

# written for sound, now given pictures
ears = nn.Sequential(
    nn.Conv1d(3, 24, kernel_size=5, padding=2),
    nn.GELU(),
)
