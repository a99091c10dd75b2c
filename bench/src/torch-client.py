"""The process of PyTorch: the same messages as client.mjs, a line of JSON each."""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

SLOW_MS = 1500
now = time.process_time if sys.argv[1] == "cpu" else time.perf_counter
torch.set_num_threads(1)
torch.set_num_interop_threads(1)
torch.set_grad_enabled(False)


def read(path, shape):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(shape)


def call(layer, weight):
    op, rank = layer["op"], len(layer["kernel"])
    window = {key: layer[key] for key in ("stride", "padding", "dilation")}
    if op == "linear":
        return lambda x: F.linear(x, weight)
    if op == "maxPool":
        pool = [F.max_pool1d, F.max_pool2d, F.max_pool3d][rank - 1]
        return lambda x: pool(x, layer["kernel"], **window)
    if op == "conv":
        conv = [F.conv1d, F.conv2d, F.conv3d][rank - 1]
        return lambda x: conv(x, weight, groups=layer["groups"], **window)
    conv = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][rank - 1]
    return lambda x: conv(x, weight, groups=layer["groups"], output_padding=layer["outputPadding"], **window)


class Job:
    def __init__(self, layer, folder, input_shape, weight_shape, output_shape):
        weight = read(os.path.join(folder, "w.f32"), weight_shape) if weight_shape else None
        self.inputs = [read(os.path.join(folder, f"x{i}.f32"), input_shape) for i in range(3)]
        self.run = call(layer, weight)
        self.next = 1
        start = now()
        output = self.run(self.inputs[0])
        self.first = 1000 * (now() - start)
        wanted = read(os.path.join(folder, "y0.f32"), output_shape)
        self.error = (output - wanted).abs().max().item()
        if self.error != self.error:
            raise ValueError("NaN among the results")
        if self.first <= SLOW_MS:
            for _ in range(5):
                self.timed()

    def timed(self):
        x = self.inputs[self.next % 3]
        self.next += 1
        start = now()
        self.run(x)
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
                job = Job(message["prepare"], message["folder"], *message["sizes"])
                answer = {"ready": True, "error": job.error, "first": job.first}
            else:
                answer = {"times": job.turn(message["milliseconds"])}
        except Exception as error:  # the next layer may work
            answer = {"failed": str(error).splitlines()[0]}
        print(json.dumps(answer), flush=True)


main()
