"""Draws stories, tokenizes them and writes shards of token ids; reads them back as batches.

Each story is its own sequence (<|story|> ... <|end|>), so nothing attends across stories and
positions start at 0, exactly as when the model is used. Batches hold stories of like length.
"""
import sys
from pathlib import Path

import numpy as np

from tokenizer import EOS
from world import tell

# Story i of the training stream has seed i; held-out stories start here, and never meet them.
HELD_OUT_SEED = 2 * 10**9
CONTEXT = 512
BUCKETS = (192, 256, 320, 384, 448, CONTEXT)


def write_shard(tokenizer, path, first, count):
    """One .npz: ids (uint16, stories end to end) and ends (offsets)."""
    end = tokenizer.token_to_id(EOS)
    texts = [tell(first + i)[0] for i in range(count)]
    stories = [np.array(e.ids + [end], np.uint16) for e in tokenizer.encode_batch(texts)]
    partial = Path(str(path) + ".part.npz")
    np.savez(partial, ids=np.concatenate(stories), ends=np.cumsum([len(s) for s in stories]))
    partial.rename(path)


def read_shard(path):
    with np.load(path) as file:
        return np.split(file["ids"].astype(np.int64), file["ends"][:-1])


def batches(stories, tokens, rng):
    """Yields [rows, length] id arrays of about `tokens` tokens, padded with -1; order by `rng`."""
    groups, low = [], 0
    for high in BUCKETS:
        members = [s[:CONTEXT] for s in stories if low < min(len(s), CONTEXT) <= high]
        low = high
        rng.shuffle(members)
        rows = tokens // high
        for at in range(0, len(members) - rows + 1, rows):
            batch = np.full((rows, high), -1, np.int64)
            for row, story in enumerate(members[at:at + rows]):
                batch[row, :len(story)] = story
            groups.append(batch)
    rng.shuffle(groups)
    yield from groups


def copying_practice(stories, tokens, rng):
    """One batch for learning to copy: <|story|>, then a story's tokens shuffled, over and over.

    Induction heads form much sooner on such rows (Olsson et al. 2022, arXiv 2209.11895). The first time round is not
    scored, so the model does not learn to begin that way. Unscored ids are stored as -2 - id.
    """
    length = BUCKETS[0]
    batch = np.empty((tokens // length, length), np.int64)
    for row in batch:
        story = stories[rng.integers(len(stories))]
        piece = rng.permutation(story[1:-1])[:rng.integers(16, length // 2)]
        row[0] = story[0]
        row[1:] = np.resize(piece, length - 1)
        row[:len(piece) + 1] = -2 - row[:len(piece) + 1]
    return batch


if __name__ == "__main__":
    from tokenizers import Tokenizer
    tokenizer_file, folder, shards, per_shard = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    for shard in range(shards):
        path = folder / f"shard-{shard:04d}.npz"
        if not path.exists():
            write_shard(Tokenizer.from_file(tokenizer_file), path, shard * per_shard, per_shard)
