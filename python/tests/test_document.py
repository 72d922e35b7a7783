"""Documents, tokens, and the page that is saved."""

from __future__ import annotations

import json
import re
import tempfile
import unittest
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from attention_playground import page as page_module
from attention_playground.document import make_document, to_json
from attention_playground.errors import AttentionError
from attention_playground.page import View, page
from attention_playground.reading import read_json
from attention_playground.tokens import token_texts

WEIGHTS = [[[1.0, 0.0], [0.25, 0.75]]]


class Tokens(unittest.TestCase):
    def test_stand_ins_of_tokenizers_become_what_they_stand_for(self):
        self.assertEqual(token_texts(["The", "Ġkite", "Ċ", "Ġs", "Ã¸t"]), ["The", " kite", "\n", " s", "øt"])
        self.assertEqual(token_texts(["▁The", "▁kite", "s</w>"]), [" The", " kite", "s"])
        self.assertEqual(token_texts(["[CLS]", "the", "##m"]), ["[CLS]", "the", "##m"])
        self.assertEqual(token_texts(["Ġkite"], prettify=False), ["Ġkite"])

    def test_half_a_letter_is_shown_as_such(self):
        self.assertEqual(token_texts(["Ġ", "Ã", "¸"]), [" ", "\ufffd", "\ufffd"])


class Files(unittest.TestCase):
    def read(self, value):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.json")
            path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
            return read_json(path)

    def test_what_is_written_is_read_again_bit_by_bit(self):
        document = make_document(["ø", "</script>"], WEIGHTS, labels=page_labels())
        self.assertEqual(self.read(to_json(document)), document)

    def test_cross_attention_has_tokens_of_its_own_for_the_columns(self):
        document = make_document(["a"], [[[0.5, 0.25, 0.25]]], keys=["x", "y", "z"])
        self.assertEqual(document["keys"], ["x", "y", "z"])
        self.assertEqual(document["attention"][0]["weights"]["shape"], [1, 1, 3])

    def test_plain_tokens_and_attention_will_do(self):
        read = self.read({"tokens": ["a", {"text": "b", "id": 3}], "attention": WEIGHTS[0]})
        self.assertEqual(read["attention"], make_document(["a", "b"], WEIGHTS)["attention"])
        self.assertEqual(read["tokens"][1], {"text": "b", "id": 3})

    def test_a_bad_file_is_named_with_what_is_wrong_in_it(self):
        good = {"format": "attention-playground", "version": 1, "tokens": ["a"]}
        short = {"shape": [1, 1, 1], "base64": "AAA="}
        for value, pattern in (
            ("{", "a.json is no JSON"),
            ([], "no attention document"),
            ({**good, "format": "x", "attention": []}, "the format is 'x'"),
            ({**good, "version": 2, "attention": []}, "version 2.*update"),
            ({**good, "attention": [{"layer": 0, "weights": short}]}, "2 bytes, but its shape"),
            ({**good, "attention": [{"layer": 0, "weights": {**short, "base64": "?"}}]}, "no base64"),
            ({**good, "attention": [{"layer": 0, "weights": [[[1]]]}] * 2}, "each must be named once"),
            ({**good, "attention": [{"layer": 0, "weights": [[[2]]]}]}, "is 2"),
            ({**good, "tokens": "a", "attention": [[[1]]]}, '"tokens" must be a list'),
        ):
            with self.subTest(pattern):
                with self.assertRaisesRegex(AttentionError, pattern):
                    self.read(value)


def page_labels():
    from attention_playground.document import Labels

    return Labels(layers=[3], heads=[5], text="ø</script>", model="m")


class Saved(unittest.TestCase):
    """The front end is stood in for: what is tested is the page around it."""

    def made(self, script, **more):
        document = make_document(["</script><!--", "<b>"], WEIGHTS)
        with patch.object(page_module, "front_end", lambda: script):
            return page([View(document, 0, 0, "<i>")], **more)

    def test_nothing_in_tokens_or_script_ends_its_element(self):
        text = self.made("const a = '</script>', b = /<!--x/, c = `<SCRIPT`;")
        self.assertEqual(len(re.findall(r"</script", text, re.I)), 2)
        self.assertNotIn("<!--", text.replace("<!doctype", ""))
        self.assertNotIn("<b>", text)
        self.assertIn("&lt;i&gt;", text)
        data = re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1]
        self.assertEqual(json.loads(data)["tokens"], ["</script><!--", "<b>"])

    def test_the_policy_allows_the_script_inside_and_nothing_else(self):
        text = self.made("export default {};")
        script = re.search(r'<script type="module">(.*?)</script>', text, re.S)[1]
        allowed = b64encode(sha256(script.encode()).digest()).decode()
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
        self.assertIn(f"script-src 'sha256-{allowed}'", policy)
        self.assertTrue(policy.startswith("default-src 'none'"))
        self.assertNotRegex(re.sub(r"(?s)<script.*?</script>", "", text), r"https?://")


if __name__ == "__main__":
    unittest.main()
