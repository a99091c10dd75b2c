class Coins(nn.Module):
    def __init__(self):
        super().__init__()
        self.rim = nn.Conv2d(3, 8, 7)
        self.value = nn.Linear(8 * 12 * 12, 9)

    def forward(self, coin):
        coin = F.max_pool2d(torch.relu(self.rim(coin)), 2)
        return self.value(coin.flatten(1))

Traceback (most recent call last):
  File "sort_coins.py", line 58, in <module>
    guess = coins(batch)
            ^^^^^^^^^^^^
  File "/opt/python/site-packages/torch/nn/modules/module.py", line 1773, in _wrapped_call_impl
    return self._call_impl(*args, **kwargs)
  File "sort_coins.py", line 21, in forward
    return self.value(coin.flatten(1))
  File "/opt/python/site-packages/torch/nn/modules/linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (6x1800 and 1152x9)
