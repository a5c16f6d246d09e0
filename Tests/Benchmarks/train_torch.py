#!/usr/bin/env python3
"""The peer of `bench train`: the same networks in PyTorch, on the same images, measured the same way.

usage: train_torch.py MODEL STYLE FOLDER IMAGES     MODEL: denoising-autoencoder | variational-autoencoder; STYLE: study | tuned
Prints one line of JSON: images a second and CPU milliseconds an image of the second of two epochs, largest memory.
`study` is written as the study's framework does it; `tuned` has channels last, ReLU after the pool, loss from logits and the sub-pixel last convolution, as our trainer has.
"""
import json
import os
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH = 128


def glorot(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


class Autoencoder(nn.Module):
    def __init__(self, tuned):
        super().__init__()
        self.tuned = tuned
        self.e1, self.e2 = nn.Conv2d(1, 32, 3, padding=1), nn.Conv2d(32, 32, 3, padding=1)
        self.d1, self.d2 = nn.Conv2d(32, 32, 3, padding=1), nn.Conv2d(32, 32, 3, padding=1)
        self.pixels = nn.Conv2d(32, 1, 3, padding=1)
        source = [[0, 1, 1], [1, 1, 2]]
        taps = torch.zeros(9, 36)
        for part in range(4):
            for tap in range(9):
                taps[tap, 9 * part + 3 * source[part // 2][tap // 3] + source[part % 2][tap % 3]] = 1
        self.register_buffer("map", taps, persistent=False)

    def forward(self, x):
        up = lambda h: F.interpolate(h, scale_factor=2, mode="nearest")
        if not self.tuned:
            h = F.max_pool2d(F.relu(self.e1(x)), 2)
            h = F.max_pool2d(F.relu(self.e2(h)), 2)
            h = up(F.relu(self.d1(h)))
            h = up(F.relu(self.d2(h)))
            return torch.sigmoid(self.pixels(h))
        h = F.relu(F.max_pool2d(self.e1(x), 2))
        h = F.relu(F.max_pool2d(self.e2(h), 2))
        h = up(F.relu(self.d1(h)))
        h = F.relu(self.d2(h))
        weight = self.pixels.weight.reshape(32, 9).mm(self.map).reshape(1, 32, 4, 9).permute(0, 2, 1, 3).reshape(4, 32, 3, 3)
        return F.pixel_shuffle(F.conv2d(h, weight, self.pixels.bias.repeat_interleave(4), padding=1), 2)

    def loss(self, x, clean):
        return F.binary_cross_entropy_with_logits(self(x), clean) if self.tuned else F.binary_cross_entropy(self(x), clean)

    def optimizer(self):
        return torch.optim.Adadelta(self.parameters(), lr=1.0, rho=0.95, eps=1e-7)


class Variational(nn.Module):
    def __init__(self, tuned):
        super().__init__()
        self.tuned = tuned
        self.e1, self.e2 = nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.hidden, self.mean, self.logvar = nn.Linear(1568, 16), nn.Linear(16, 2), nn.Linear(16, 2)
        self.start = nn.Linear(2, 1568)
        self.d1 = nn.ConvTranspose2d(32, 32, 3, stride=2, padding=1, output_padding=1)
        self.d2 = nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1)
        self.pixels = nn.ConvTranspose2d(16, 1, 3, padding=1)

    def loss(self, x, clean):
        h = F.relu(self.e2(F.relu(self.e1(x))))
        h = F.relu(self.hidden((h.permute(0, 2, 3, 1) if self.tuned else h).flatten(1)))
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + (0.5 * logvar).exp() * torch.randn_like(mean)
        h = F.relu(self.start(z))
        h = h.view(-1, 7, 7, 32).permute(0, 3, 1, 2) if self.tuned else h.view(-1, 32, 7, 7)
        y = self.pixels(F.relu(self.d2(F.relu(self.d1(h)))))
        bce = F.binary_cross_entropy_with_logits(y, clean) if self.tuned else F.binary_cross_entropy(torch.sigmoid(y), clean)
        return 784 * bce + 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).sum(1).mean()

    def optimizer(self):
        return torch.optim.RMSprop(self.parameters(), lr=0.001, alpha=0.9, eps=1e-7)


def digits(folder, count):
    with open(os.path.join(folder, "train-images-idx3-ubyte"), "rb") as file:
        content = file.read()
    return torch.frombuffer(bytearray(content[16 : 16 + count * 784]), dtype=torch.uint8).view(count, 1, 28, 28)


def main(name, style, folder, images):
    tuned = style == "tuned"
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    model = {"denoising-autoencoder": Autoencoder, "variational-autoencoder": Variational}[name](tuned)
    model.apply(glorot)
    optimizer = model.optimizer()
    data = digits(folder, images)
    noisy = name == "denoising-autoencoder"
    for _ in range(2):
        order = torch.randperm(images)
        wall, cpu = time.perf_counter(), time.process_time()
        for first in range(0, images, BATCH):
            clean = data[order[first : first + BATCH]].float().div_(255)
            x = (clean + 0.5 * torch.randn_like(clean)).clamp_(0, 1) if noisy else clean
            if tuned:
                # One channel: the plain call leaves the slow strides as they are.
                x = x.as_strided(x.shape, (784, 1, 28, 1), x.storage_offset())
            optimizer.zero_grad()
            loss = model.loss(x, clean)
            loss.backward()
            optimizer.step()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({
        "experiment": name,
        "images_per_second": images / wall,
        "cpu_ms_per_image": 1000 * cpu / images,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
