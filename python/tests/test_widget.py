"""The widget and BertViz's calls, without a browser. Needs anywidget."""

from __future__ import annotations

import json
import re
import tempfile
import unittest
from html import unescape
from pathlib import Path
from unittest.mock import patch

from attention_playground import AttentionError, AttentionWidget, from_json, head_view, model_view

TOKENS = ["a", "b"]
HEAD = [[1.0, 0.0], [0.25, 0.75]]


def attention(layers=2, heads=3):
    return [[HEAD] * heads] * layers


class Widget(unittest.TestCase):
    def test_it_holds_the_weights_as_bytes_and_opens_on_the_first_head(self):
        widget = AttentionWidget(TOKENS, attention())
        layer = widget._document["attention"][1]["weights"]
        self.assertEqual((widget.layer, widget.head, widget.selection), (0, 0, None))
        self.assertEqual((layer["shape"], len(layer["data"])), ([3, 2, 2], 48))

    def test_layers_and_heads_go_by_their_numbers(self):
        widget = AttentionWidget(TOKENS, attention(2, 2), layers=[4, 9], heads=[5, 7])
        self.assertEqual((widget.layer, widget.head), (4, 5))
        widget.layer, widget.head = 9, 7
        with self.assertRaisesRegex(AttentionError, r"there is no layer 1 \(have 4, 9\)"):
            widget.layer = 1
        with self.assertRaisesRegex(AttentionError, r"layer 9 has no head 0 \(have 5, 7\)"):
            widget.head = 0
        self.assertEqual((widget.layer, widget.head), (9, 7))

    def test_a_head_that_the_new_layer_has_not_gives_way_to_its_first(self):
        widget = AttentionWidget(TOKENS, [[HEAD] * 3, [HEAD]], head=2)
        widget.layer = 1
        self.assertEqual(widget.head, 0)

    def test_a_selection_is_a_cell_of_the_matrix(self):
        widget = AttentionWidget(["a"], [[[0.5, 0.5]]], keys=["x", "y"])
        widget.selection = (0, 1)
        for cell in ((1, 0), (0, 2), (-1, 0)):
            with self.subTest(cell), self.assertRaisesRegex(AttentionError, "queries are 0 to 0, keys 0 to 1"):
                widget.selection = cell
        widget.selection = None

    def test_what_the_page_sends_is_taken_at_once(self):
        widget = AttentionWidget(TOKENS, [[HEAD], [HEAD] * 3])
        seen = []
        widget.observe(lambda change: seen.append(change["new"]), "head")
        widget.set_state({"layer": 1, "head": 2})
        self.assertEqual((widget.layer, widget.head, seen), (1, 2, [2]))

    def test_a_wrong_opening_is_refused(self):
        with self.assertRaisesRegex(AttentionError, "no layer 7"):
            AttentionWidget(TOKENS, attention(), layer=7)
        with self.assertRaisesRegex(AttentionError, "no head 3"):
            AttentionWidget(TOKENS, attention(), head=3)

    def test_a_saved_page_holds_the_front_end_and_the_weights(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.html")
            AttentionWidget(TOKENS, attention(), layer=1, head=2, theme="dark").save_html(path, title="<x>")
            text = path.read_text(encoding="utf-8")
        self.assertIn("<title>&lt;x&gt;</title>", text)
        self.assertIn('<attention-explorer layer="1" head="2" theme="dark">', text)
        data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1])
        self.assertEqual(data["attention"][0]["weights"]["shape"], [3, 2, 2])
        self.assertIn("attention-explorer", re.search(r'<script type="module">(.*)</script>', text, re.S)[1])

    def test_half_a_letter_of_two_units_can_be_saved(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.html")
            AttentionWidget(["\ud83e", "b"], HEAD).save_html(path, title="\udd81")
            text = path.read_text(encoding="utf-8")
        self.assertIn("<title>\ufffd</title>", text)
        self.assertIn('"tokens": ["\ufffd", "b"]', text)

    def test_no_tokens_cannot_be_shown(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.json")
            path.write_text('{"tokens": [], "attention": []}', encoding="utf-8")
            with self.assertRaisesRegex(AttentionError, "has no tokens: there is nothing to show"):
                from_json(path)
        with self.assertRaisesRegex(AttentionError, "has no tokens: there is nothing to show"):
            AttentionWidget([], [])

    def test_what_is_no_attention_is_told(self):
        with self.assertRaisesRegex(AttentionError, "attentions is 3: pass the tuple"):
            AttentionWidget(TOKENS, 3)

    def test_a_file_is_shown_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.json")
            path.write_text(json.dumps({"tokens": TOKENS, "attention": attention()}), encoding="utf-8")
            self.assertEqual(from_json(path, layer=1).layer, 1)


class BertViz(unittest.TestCase):
    def shown(self, call, *args, **more):
        with patch("IPython.display.display") as display:
            self.assertIsNone(call(*args, **more))
        return [call.args[0] for call in display.call_args_list]

    def test_head_view_shows_a_widget_on_the_head_that_is_asked_for(self):
        (widget,) = self.shown(head_view, attention(), TOKENS, layer=1, heads=[2])
        self.assertEqual((widget.layer, widget.head), (1, 2))

    def test_included_layers_and_heads_keep_their_numbers_and_weights(self):
        weights = [[[[0.5, 0.0], [0.0, 0.5]], [[1.0, 0.0], [0.0, 1.0]]]] * 3
        (widget,) = self.shown(model_view, weights, TOKENS, include_layers=[2], include_heads=[1], display_mode="dark")
        (layer,) = widget._document["attention"]
        self.assertEqual((layer["layer"], layer["heads"], widget.head, widget.theme), (2, [1], 1, "dark"))
        self.assertEqual(layer["weights"]["data"], AttentionWidget(TOKENS, HEADS_ONE)._document["attention"][0]["weights"]["data"])

    def test_an_encoder_and_decoder_are_shown_one_after_the_other(self):
        cross = [[[[0.5, 0.25, 0.25]] * 2]]
        shown = self.shown(
            head_view,
            encoder_attention=[[[[1 / 3] * 3] * 3]],
            decoder_attention=attention(),
            cross_attention=cross,
            encoder_tokens=["x", "y", "z"],
            decoder_tokens=TOKENS,
        )
        self.assertEqual([item.data for item in shown[::2]], ["**Encoder**", "**Decoder**", "**Cross**"])
        self.assertEqual(shown[5]._document["keys"], ["x", "y", "z"])

    def test_returned_html_is_a_frame_with_the_whole_page(self):
        html = head_view(attention(), TOKENS, html_action="return")
        page = unescape(re.search(r'srcdoc="([^"]*)"', html.data)[1])
        self.assertIn("<attention-explorer", page)

    def test_what_is_not_supported_is_refused_with_a_sentence(self):
        for more, pattern in (
            ({"sentence_b_start": 1}, "sentence_b_start is not supported"),
            ({"heads": [0, 1]}, "pass one"),
            ({"html_action": "x"}, "html_action is 'x'"),
            ({"include_layers": [5]}, "include_layers names 5, but there are 2 layers, from 0 to 1"),
            ({"include_layers": [-1]}, r"include_layers\[0\] is -1: it must be a whole number from 0"),
            ({"include_layers": []}, "include_layers is empty: name what is to be shown, or leave it out"),
            ({"include_layers": [1, 1]}, "include_layers names 1 twice"),
            ({"heads": 1}, "heads is 1: it must be a list"),
            ({"heads": []}, "pass one"),
            ({"encoder_tokens": TOKENS}, "leave out"),
        ):
            with self.subTest(more), self.assertRaisesRegex(AttentionError, pattern):
                head_view(attention(), TOKENS, **more)
        for more, pattern in (
            ({"attention": attention()}, "attention needs tokens"),
            ({"cross_attention": attention(), "decoder_tokens": TOKENS}, "needs encoder_tokens"),
            ({"tokens": TOKENS}, "tokens comes with attention"),
            ({}, "there is no attention"),
            ({"attention": attention(), "tokens": TOKENS, "include_heads": [3]}, "names 3, but layer 0 has 3 heads, from 0 to 2"),
            ({"attention": attention(), "tokens": TOKENS, "include_heads": []}, "include_heads is empty: name what"),
            ({"attention": attention(), "tokens": TOKENS, "include_heads": [1, 1]}, "include_heads names 1 twice"),
            ({"attention": attention(), "tokens": TOKENS, "include_heads": [-1]}, r"include_heads\[0\] is -1"),
            ({"attention": attention(), "tokens": TOKENS, "display_mode": "x"}, "display_mode is 'x'"),
        ):
            with self.subTest(more), self.assertRaisesRegex(AttentionError, pattern):
                model_view(**more)


HEADS_ONE = [[1.0, 0.0], [0.0, 1.0]]

if __name__ == "__main__":
    unittest.main()
