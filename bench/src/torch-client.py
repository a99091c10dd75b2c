"""The process of PyTorch: the same messages as client.mjs, a line of JSON each."""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

SLOW_MS = 1500
TURNS = 3
now = time.process_time if sys.argv[1] == "cpu" else time.perf_counter
torch.set_num_threads(int(sys.argv[2]))
torch.set_num_interop_threads(1)
torch.set_grad_enabled(False)


def read(path, shape):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(shape)


def forward(layer, weight):
    op, rank = layer["op"], len(layer["kernel"])
    window = {key: layer[key] for key in ("stride", "padding", "dilation")}
    if op == "linear":
        return lambda x, _: F.linear(x, weight)
    if op == "maxPool":
        pool = [F.max_pool1d, F.max_pool2d, F.max_pool3d][rank - 1]
        return lambda x, _: pool(x, layer["kernel"], **window)
    if op == "conv":
        conv = [F.conv1d, F.conv2d, F.conv3d][rank - 1]
        return lambda x, _: conv(x, weight, groups=layer["groups"], **window)
    conv = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][rank - 1]
    return lambda x, _: conv(x, weight, groups=layer["groups"], output_padding=layer["outputPadding"], **window)


def backward(layer, weight, of_input):
    """What autograd calls for the gradient of the input, or of the weight, alone."""
    if layer["op"] == "linear":
        return (lambda _, g: g.mm(weight)) if of_input else (lambda x, g: g.t().mm(x))
    window = [layer[key] for key in ("stride", "padding", "dilation")]
    transposed = layer["op"] == "convTranspose"
    mask = [of_input, not of_input, False]

    def run(x, g):
        gradients = torch.ops.aten.convolution_backward(
            g, x, weight, None, *window, transposed, layer["outputPadding"], layer["groups"], mask
        )
        return gradients[0 if of_input else 1]

    return run


class Job:
    def __init__(self, layer, mode, folder, sizes):
        arrays = lambda name: [
            read(path, sizes[name]) if os.path.exists(path) else torch.zeros(sizes[name])
            for path in (os.path.join(folder, f"{name}{i}.f32") for i in range(TURNS))
        ]
        weight = read(os.path.join(folder, "w.f32"), sizes["w"]) if sizes["w"] else None
        self.x, self.g = arrays("x"), arrays("g")
        self.run = forward(layer, weight) if mode["pass"] == "forward" else backward(layer, weight, mode["pass"] == "input")
        self.next = 1
        start = now()
        output = self.run(self.x[0], self.g[0])
        self.first = 1000 * (now() - start)
        wanted = read(os.path.join(folder, "wanted.f32"), sizes["result"])
        self.error = (output - wanted).abs().max().item()
        if self.error != self.error:
            raise ValueError("NaN among the results")
        if self.first <= SLOW_MS:
            for _ in range(5):
                self.timed()

    def timed(self):
        turn = self.next % TURNS
        self.next += 1
        start = now()
        self.run(self.x[turn], self.g[turn])
        return 1000 * (now() - start)

    def turn(self, milliseconds):
        if self.first > SLOW_MS:
            return [self.first]
        times, start = [], time.perf_counter()
        while len(times) < 3 or 1000 * (time.perf_counter() - start) < milliseconds:
            times.append(self.timed())
        return times


def main():
    job = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if "prepare" in message:
                job = Job(message["prepare"], message["mode"], message["folder"], message["sizes"])
                answer = {"ready": True, "error": job.error, "first": job.first}
            else:
                answer = {"times": job.turn(message["milliseconds"])}
        except Exception as error:  # the next layer may work
            answer = {"failed": str(error).splitlines()[0]}
        print(json.dumps(answer), flush=True)


main()
