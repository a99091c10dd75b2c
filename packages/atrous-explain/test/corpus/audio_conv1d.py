class Keywords(nn.Module):
    """Raw sound to the score of 35 words (after Dai et al., 2016)."""
    def __init__(self, words=35, width=32):
        super().__init__()
        plan = [(1, width, 80, 16), (width, width, 3, 1), (width, 2 * width, 3, 1), (2 * width, 2 * width, 3, 1)]
        self.levels = nn.ModuleList()
        for i, o, k, step in plan:
            self.levels.append(nn.Sequential(nn.Conv1d(i, o, k, step), nn.BatchNorm1d(o), nn.ReLU(), nn.MaxPool1d(4)))
        self.scores = nn.Linear(2 * width, words)

    def forward(self, sound):
        for level in self.levels:
            sound = level(sound)
        whole = F.avg_pool1d(sound, sound.shape[-1]).permute(0, 2, 1)
        return F.log_softmax(self.scores(whole), dim=2)
