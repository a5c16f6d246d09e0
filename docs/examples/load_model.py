"""Loads the weights of a trial, a file of safetensors, with nothing but PyTorch: python3 load_model.py weights.safetensors"""

import json, struct, sys
import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


def load(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    about = header.pop("__metadata__", {})
    return about, {
        name: torch.frombuffer(data[tensor["data_offsets"][0] : tensor["data_offsets"][1]], dtype=DTYPES[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in header.items()
    }


if __name__ == "__main__":
    about, weights = load(sys.argv[1])
    print(about["experiment"], about["image"])
    for name, tensor in sorted(weights.items()):
        print(name, list(tensor.shape), f"{tensor.double().sum():.6f}")
