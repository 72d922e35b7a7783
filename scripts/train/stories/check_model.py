"""Checks of what needs torch; `train` runs them before it trains. (test_stories.py needs the standard library only.)"""
import tempfile
import unittest

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

import kernel
import model
from data import batches, copying_practice, read_shard, write_shard
from tokenizer import BOS, train_tokenizer
from world import tell


class TheModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tokenizer = train_tokenizer(stories=300)
        cls.model = model.new_model(cls.tokenizer, seed=1)
        with torch.no_grad():
            for p in cls.model.parameters():
                p += 0.05 * torch.randn_like(p)

    def test_the_fast_forward_pass_agrees_with_transformers(self):
        ids = torch.randint(0, model.PIECES, (2, 100))
        expected = self.model(input_ids=ids).logits
        for attention in (model.attend, kernel.attend):
            got = model.logits(self.model, ids, torch.float32, attention)
            self.assertLess((got - expected).abs().max().item(), 1e-5 * expected.abs().max().item() + 1e-5)

    def test_the_kernel_has_the_same_output_and_gradients_as_plain_attention_at_every_tail(self):
        for t in (1, 3, 4, 5, 15, 16, 17, 33, 100):
            q, k, v = (torch.randn(2, n, t, 16, requires_grad=True) for n in (8, 4, 4))
            weight = torch.randn(2, 8, t, 16)
            got, want = ([out := f(q, k, v), *torch.autograd.grad((out * weight).sum(), (q, k, v))]
                         for f in (kernel.attend, model.attend))
            for a, b in zip(got, want):
                self.assertLess((a - b).abs().max().item(), 2e-5, t)

    def test_the_saved_folder_is_small_enough_and_loads_with_half_precision_weights(self):
        with tempfile.TemporaryDirectory() as folder:
            model.save_folder(self.model, self.tokenizer, folder)
            self.assertLessEqual((model.Path(folder) / "model.safetensors").stat().st_size, 2_000_000)
            again = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
            for a, b in zip(again.parameters(), self.model.parameters()):
                self.assertTrue(torch.equal(a, b.half().float()))

    def test_the_tokenizer_returns_every_text_unchanged(self):
        for text in (tell(1)[0], "naïve 日本 👩‍👩‍👧 \u200b\x00\r\n", "  ", "Zoë's 12½ plums"):
            self.assertEqual(self.tokenizer.decode(self.tokenizer.encode(text).ids), text)

    def test_batches_hold_every_story_whole_and_padded(self):
        with tempfile.TemporaryDirectory() as folder:
            path = model.Path(folder) / "shard.npz"
            write_shard(self.tokenizer, path, 0, 300)
            stories = {tuple(s[:model.CONTEXT]) for s in read_shard(path)}
            seen = [tuple(row[row >= 0]) for batch in batches(read_shard(path), 2048, np.random.default_rng(1)) for row in batch]
            self.assertGreater(len(seen), 200)
            self.assertEqual(len(seen), len(set(seen)))
            self.assertLessEqual(set(seen), stories)

    def test_copying_practice_scores_only_what_was_seen_before(self):
        stories = [np.array(self.tokenizer.encode(tell(seed)[0]).ids) for seed in range(20)]
        for row in copying_practice(stories, 2048, np.random.default_rng(1)):
            n = int((row < 0).sum())
            self.assertTrue((row[:n] < -1).all() and (row[n:] >= 0).all() and n > 16)
            self.assertEqual(-2 - row[0], self.tokenizer.token_to_id(BOS))
            self.assertTrue((np.resize(-2 - row[1:n], len(row) - 1)[n - 1:] == row[n:]).all())

    def test_unscored_ids_are_read_but_add_nothing_to_the_loss(self):
        ids = torch.randint(0, model.PIECES, (1, 12))
        half = ids.clone()
        half[:, :6] = -2 - half[:, :6]
        each = torch.nn.functional.cross_entropy(model.logits(self.model, ids[:, :-1], torch.float32)[0], ids[0, 1:], reduction="none")
        self.assertAlmostEqual(model.loss(self.model, half, torch.float32).item(), each[5:].mean().item(), places=5)


if __name__ == "__main__":
    unittest.main()
