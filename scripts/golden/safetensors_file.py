"""Makes tests/golden/safetensors/mixed.safetensors with Hugging Face's own writer, and mixed.json with what is in it.

The writer orders the two entries of the metadata at random, so that the file's bytes differ from run to run.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install -r scripts/golden/requirements.txt
    /tmp/golden/bin/python scripts/golden/safetensors_file.py
"""

import json
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "safetensors"

torch.manual_seed(20260722)
EDGES = [0.0, -0.0, 1.0, -2.5, 65504.0, 6.1035e-05, 5.96e-08, -1.19e-07, float("inf"), float("-inf"), 1 / 3]
TENSORS = {
    "f32.matrix": torch.randn(3, 5),
    "f32.edges": torch.tensor(EDGES + [1e-45, 3.4028235e38]),
    "f16.edges": torch.tensor(EDGES, dtype=torch.float16),
    "f16.odd": torch.randn(3, 1, 7).to(torch.float16),
    "bf16.edges": torch.tensor(EDGES + [1e-40], dtype=torch.bfloat16),
    "scalar": torch.tensor(7.25),
    "empty": torch.zeros(0, 4),
    "counts": torch.tensor([1, -2, 3], dtype=torch.int64),
    "flags": torch.tensor([True, False, True]),
    'a "quoted" näme': torch.tensor([0.5], dtype=torch.float16),
}


def plain(value):
    return value if np.isfinite(value) else "nan" if np.isnan(value) else "inf" if value > 0 else "-inf"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    save_file(TENSORS, OUT / "mixed.safetensors", metadata={"format": "pt", "note": "made by scripts/golden"})
    expected = {
        name: {"shape": list(tensor.shape), "data": [plain(x) for x in tensor.double().flatten().tolist()]}
        for name, tensor in TENSORS.items()
    }
    (OUT / "mixed.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
