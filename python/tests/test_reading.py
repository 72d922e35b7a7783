"""What a reader of documents takes and refuses (docs/attention-json.md): the page, which is shown them, does the same."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from attention_playground.document import Labels, make_document, to_json
from attention_playground.errors import AttentionError
from attention_playground.page import whole_letters
from attention_playground.reading import read_json

GOLDEN = Path(__file__).parents[2] / "tests/golden/documents"
HEAD = [[1.0, 0.0], [0.25, 0.75]]
GOOD = {"format": "attention-playground", "version": 1, "tokens": ["a", "b"], "attention": [{"layer": 0, "weights": [HEAD]}]}


def read(value):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.json")
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return read_json(path)


@unittest.skipUnless(GOLDEN.is_dir(), f"{GOLDEN} is not there: the documents for every reader come with the checkout alone")
class Golden(unittest.TestCase):
    def test_what_every_reader_reads_is_read_and_written_again(self):
        paths = sorted(GOLDEN.glob("good/*.json"))
        self.assertGreater(len(paths), 10)
        for path in paths:
            with self.subTest(path.name):
                document = read_json(path)
                self.assertEqual(read(to_json(document)), document)

    def test_what_every_reader_refuses_is_refused_with_a_sentence(self):
        paths = sorted(GOLDEN.glob("bad/*.json"))
        self.assertGreater(len(paths), 40)
        for path in paths:
            with self.subTest(path.name), self.assertRaisesRegex(AttentionError, f"^{path.name}: .{{10,}}"):
                read_json(path)


class Refusals(unittest.TestCase):
    def refused(self, pattern, **members):
        with self.subTest(pattern), self.assertRaisesRegex(AttentionError, pattern):
            read({**GOOD, **members})

    def test_members_of_a_wrong_type_are_named(self):
        self.refused("a.json: text is 5: it must be a string", text=5)
        self.refused("model is 5", model=5)
        self.refused("model.name is a list of 1: it must be a string", model={"name": ["x"]})
        self.refused("next is 'b': it must be a list", next="b")
        self.refused(r"next\[0\] is 'b'", next=["b"])
        self.refused(r"next\[0\].probability is None", next=[{"text": "b"}])
        self.refused(r"next\[0\].probability is 2: it must be a number from 0 to 1", next=[{"text": "b", "probability": 2}])
        self.refused(r"next\[0\].chance is True", next=[{"text": "b", "probability": 1, "chance": True}])
        self.refused(r"tokens\[1\].id is True", tokens=["a", {"text": "b", "id": True}])
        self.refused("version True.*write", version=True)
        self.refused(r"version 1.5.*update", version=1.5)

    def test_true_and_false_are_no_weights_and_no_numbers(self):
        self.refused(r"attention\[0\]\[0\]\[0\] is True, which is no number", attention=[[[True, False], [0.5, 0.5]]])
        self.refused(r"attention\[0\].layer is True", attention=[{"layer": True, "weights": [HEAD]}])
        self.refused(r"attention\[0\].heads\[0\] is False", attention=[{"heads": [False], "weights": [HEAD]}])
        self.refused(r"shape\[0\] is True", attention=[{"weights": {"shape": [True, 2, 2], "base64": "AAAA"}}])

    def test_a_head_or_a_layer_twice_is_named(self):
        self.refused(r"attention\[0\].heads names 1 twice", attention=[{"heads": [1, 1], "weights": [HEAD, HEAD]}])
        self.refused("attention has layer 3 twice", attention=[{"layer": 3, "weights": [HEAD]}] * 2)

    def test_more_than_the_page_reads_is_refused(self):
        self.refused("there are 16385 tokens: 16384 can be shown", tokens=["a"] * 16385)
        self.refused("there are 16385 keys", keys=["a"] * 16385)
        self.refused("1025 layers", tokens=["a"], attention=[{"layer": n, "weights": [[[1]]]} for n in range(1025)])
        self.refused("1025 heads", tokens=["a"], attention=[{"weights": [[[1]]] * 1025}])
        self.refused(r"tokens\[0\] has 1000001 characters", tokens=["a" * 1_000_001, "b"])
        self.refused("text has 1200000 characters", text="🪁" * 600_000)

    def test_what_is_nested_too_deeply_is_told(self):
        deep = "[" * 100_000 + "]" * 100_000
        for text in (deep, '{"tokens": ["a"], "attention": ' + deep + "}"):
            with self.assertRaisesRegex(AttentionError, "a.json is nested too deeply"):
                read(text)
        # Not too deep for JSON, and still no attention.
        with self.assertRaisesRegex(AttentionError, "nested too deeply"):
            read('{"tokens": ["a"], "attention": ' + "[" * 500 + "1" + "]" * 500 + "}")

    def test_json_has_no_nan(self):
        with self.assertRaisesRegex(AttentionError, "a.json is no JSON: it has no NaN"):
            read('{"tokens": ["a"], "attention": [[1]], "next": [{"text": "b", "probability": 1, "logit": NaN}]}')


class Readings(unittest.TestCase):
    def test_null_is_as_if_it_were_absent(self):
        nothing = {name: None for name in ("keys", "text", "model", "next", "state")}
        read_with = read({**GOOD, **nothing, "attention": [{"layer": None, "heads": None, "weights": [HEAD]}]})
        self.assertEqual(read_with, read(GOOD))
        tokens = [{"text": "a", "id": None, "start": None, "special": None}, "b"]
        self.assertEqual(read({**GOOD, "tokens": tokens})["tokens"], [{"text": "a"}, "b"])

    def test_no_layers_of_no_tokens_is_a_document(self):
        for attention, layers in (([], []), ([[]], [[1, 0, 0]]), ([{"weights": [[], []]}], [[2, 0, 0]])):
            with self.subTest(attention):
                document = read({"tokens": [], "attention": attention})
                self.assertEqual(document["tokens"], [])
                self.assertEqual([layer["weights"]["shape"] for layer in document["attention"]], layers)
        self.assertEqual(make_document([], []), read({"tokens": [], "attention": []}))

    def test_tensors_may_stand_anywhere(self):
        tensor = {"shape": [2, 2], "base64": "AACAPwAAAAAAAIA+AABAPw=="}
        for attention in (tensor, [tensor], [[tensor]], [[[tensor]]], [{"weights": tensor}], [{"weights": [tensor]}]):
            with self.subTest(attention):
                self.assertEqual(read({**GOOD, "attention": attention}), read(GOOD))
        self.assertEqual(read({**GOOD, "attention": {"dims": [2, 2], "data": [1, 0, 0.25, 0.75]}}), read(GOOD))

    def test_a_byte_order_mark_is_passed_over_as_browsers_do(self):
        self.assertEqual(read("\ufeff" + json.dumps(GOOD)), read(GOOD))

    def test_what_was_on_the_screen_can_be_written_again(self):
        state = '{"layer": 3, "seed": 1e999, "mechanisms": ' + "[" * 600 + "]" * 600 + "}"
        document = read(json.dumps(GOOD)[:-1] + f', "state": {state}' + "}")
        self.assertEqual((document["state"]["layer"], document["state"]["seed"]), (3, None))
        self.assertEqual(read(to_json(document)), document)

    def test_half_a_letter_of_two_units_is_shown_as_such(self):
        document = read({**GOOD, "tokens": ["\ud83e", {"text": "\udd81b"}], "text": "\ud83ex", "model": "\udd81"})
        self.assertEqual(document["tokens"], ["\ufffd", {"text": "\ufffdb"}])
        self.assertEqual((document["text"], document["model"]["name"]), ("\ufffdx", "\ufffd"))
        self.assertEqual(whole_letters("\ud83e\ude81 and \ud83e\ud83e\ude81\ude81"), "🪁 and \ufffd🪁\ufffd")


class Made(unittest.TestCase):
    """The same limits hold for what a program hands over."""

    def refused(self, pattern, tokens, attentions, **labels):
        with self.subTest(pattern), self.assertRaisesRegex(AttentionError, pattern):
            make_document(tokens, attentions, labels=Labels(**labels))

    def test_what_the_page_would_refuse_is_refused(self):
        self.refused("there are 16385 tokens: 16384 can be shown", ["a"] * 16385, [[[1.0]]])
        self.refused("there are 1025 layers", ["a"], [[[[1.0]]]] * 1025)
        self.refused("1025 heads", ["a"], [[[1.0]]] * 1025)
        self.refused("text is 5: it must be a string", ["a"], [[1.0]], text=5)
        self.refused("model is a list of 0", ["a"], [[1.0]], model=[])
        self.refused(r"attentions\[0\]\[0\] is True", ["a"], [[True]])
        self.refused("heads names 1 twice", ["a"], [[[1.0]], [[1.0]]], heads=[1, 1])
        self.refused(r"layers\[0\] is 0.5: it must be a whole number", ["a"], [[1.0]], layers=[0.5])
        self.refused("layers is 3: it must be a list", ["a"], [[1.0]], layers=3)

    def test_what_is_no_attention_at_all_is_told(self):
        for value, pattern in (
            (3, r"attentions is 3: pass the tuple outputs.attentions"),
            ("ab", "attentions is 'ab'"),
            ({"a": 1}, "attentions is an object"),
            ([[10**400]], r"query 0, key 0 is inf"),
        ):
            self.refused(pattern, ["a"], value)

    def test_lists_that_are_nested_too_deeply_are_told(self):
        deep = [1.0]
        for _ in range(100_000):
            deep = [deep]
        self.refused("nested too deeply", ["a"], deep)
        endless = []
        endless.append(endless)
        self.refused("nested too deeply", ["a"], endless)

    def test_half_a_letter_of_two_units_is_replaced(self):
        document = make_document(["\ud83e", "b"], HEAD, labels=Labels(text="\ud83e"))
        self.assertEqual((document["tokens"], document["text"]), (["\ufffd", "b"], "\ufffd"))


if __name__ == "__main__":
    unittest.main()
