"""Trains the byte-level BPE tokenizer, and writes it as a Hugging Face tokenizer.json.

Byte-level, so any Unicode text survives; 1024 pieces. The names of the world are repeated in the
training text until each (with its leading space) is one piece: heads that follow a name then show
one column, not three.
"""
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from grammar import word_lists
from world import tell

BOS, EOS = "<|story|>", "<|end|>"
PIECES = 1024
NAMES = ("girls", "boys", "shepets", "hepets")


def train_tokenizer(stories=20000, seed=10**9):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES, special_tokens=[BOS, EOS], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    texts = [tell(seed + i)[0] for i in range(stories)]
    names = [" " + name for which in NAMES for name in word_lists()[which]] * (stories // 40)
    tokenizer.train_from_iterator(texts + names, trainer)
    bos = tokenizer.token_to_id(BOS)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A", pair=f"{BOS} $A $B", special_tokens=[(BOS, bos)])
    return tokenizer


if __name__ == "__main__":
    train_tokenizer().save(sys.argv[1])
