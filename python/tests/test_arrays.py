"""Weights of every kind, with fake tensors: neither PyTorch nor NumPy is needed to run this."""

from __future__ import annotations

import math
import struct
import unittest
from array import array

from attention_playground.arrays import to_array
from attention_playground.document import Labels, make_document
from attention_playground.errors import AttentionError
from attention_playground.layers import per_layer


class Tensor:
    """As PyTorch without NumPy: knows its shape, gives lists, must be detached and brought to the processor first."""

    def __init__(self, values, shape, ready=()):
        self.values, self.shape, self.ready = values, shape, ready

    def _then(self, step):
        return Tensor(self.values, self.shape, (*self.ready, step))

    def detach(self):
        return self._then("detach")

    def cpu(self):
        return self._then("cpu")

    def float(self):
        return self._then("float")

    def numpy(self):
        raise RuntimeError("Numpy is not available")

    def tolist(self):
        assert self.ready == ("detach", "cpu", "float"), self.ready
        return self.values


class NumPyLike:
    """As NumPy: typed bytes at once."""

    def __init__(self, shape, values):
        self.shape, self.values = shape, values

    def astype(self, kind):
        assert kind == "<f4"
        return self

    def tobytes(self):
        return struct.pack(f"<{len(self.values)}f", *self.values)


def causal(t):
    return [[1 / (i + 1) if j <= i else 0.0 for j in range(t)] for i in range(t)]


def words(t):
    return [f"w{n}" for n in range(t)]


class Arrays(unittest.TestCase):
    def test_the_same_weights_come_out_of_every_kind(self):
        rows = causal(3)
        flat = [w for row in rows for w in row]
        wanted = array("f", flat)
        for value in (rows, tuple(map(tuple, rows)), Tensor(rows, (3, 3)), NumPyLike((3, 3), flat), [array("f", row) for row in rows]):
            with self.subTest(type(value).__name__):
                got = to_array(value, "x")
                self.assertEqual((got.shape, got.values), ((3, 3), wanted))

    def test_sizes_0_1_and_17_keep_their_shape(self):
        for t in (0, 1, 17):
            for layers, heads in ((1, 1), (2, 3)):
                with self.subTest(t=t, layers=layers, heads=heads):
                    whole = tuple(Tensor([[causal(t) for _ in range(heads)]], (1, heads, t, t)) for _ in range(layers))
                    document = make_document(words(t), whole)
                    shapes = [layer["weights"]["shape"] for layer in document["attention"]]
                    self.assertEqual(shapes, [[heads, t, t]] * layers)
                    self.assertEqual([len(layer["weights"]["data"]) for layer in document["attention"]], [4 * heads * t * t] * layers)

    def test_every_form_is_layers_of_heads(self):
        one = causal(2)
        for name, value, shapes in (
            ("[t, t]", one, [(1, 2, 2)]),
            ("[h, t, t]", [one] * 3, [(3, 2, 2)]),
            ("[l, h, t, t]", [[one] * 3] * 2, [(3, 2, 2)] * 2),
            ("[l, 1, h, t, t]", [[[one] * 3]] * 2, [(3, 2, 2)] * 2),
            ("a tuple of [1, h, t, t]", (Tensor([[one] * 3], (1, 3, 2, 2)),) * 2, [(3, 2, 2)] * 2),
            ("a list of [h, t, t]", [Tensor([one] * 3, (3, 2, 2))], [(3, 2, 2)]),
            ("a list of heads", [Tensor(one, (2, 2))] * 3, [(3, 2, 2)]),
            ("layers of unlike heads", (Tensor([[one]], (1, 1, 2, 2)), Tensor([[one] * 2], (1, 2, 2, 2))), [(1, 2, 2), (2, 2, 2)]),
            ("the same as lists", [[one], [one] * 2], [(1, 2, 2), (2, 2, 2)]),
        ):
            with self.subTest(name):
                self.assertEqual([layer.shape for layer in per_layer(value)], shapes)

    def test_layers_are_cut_where_they_end(self):
        layers = per_layer([[[[0.25]]], [[[0.5]]], [[[1.0]]]])
        self.assertEqual([list(layer.values) for layer in layers], [[0.25], [0.5], [1.0]])


class Refusals(unittest.TestCase):
    def refused(self, pattern, *args, **more):
        with self.assertRaisesRegex(AttentionError, pattern):
            make_document(*args, **more)

    def test_what_is_no_weight_is_named_by_its_place(self):
        for bad, pattern in (
            (math.nan, r"attentions\[1\]: head 0, query 1, key 0 is nan"),
            (math.inf, r"query 1, key 0 is inf.*softmax"),
            (-0.5, r"query 1, key 0 is -0.5.*softmax"),
            (7.0, r"query 1, key 0 is 7.*training mode"),
        ):
            with self.subTest(bad):
                self.refused(pattern, ["a", "b"], [[causal(2)], [[[1.0, 0.0], [bad, 0.5]]]])

    def test_a_shape_that_does_not_fit_the_tokens_is_told(self):
        self.refused(r"attentions\[0\] has 3 rows and 3 columns, but there are 2 tokens", ["a", "b"], [causal(3)])
        self.refused(r"keys=\[\.\.\.\]", ["a", "b"], [[[0.5, 0.25, 0.25]] * 2])
        self.refused(r"attentions\[1\]\[1\] has the shape \[1\]", ["a", "b"], [causal(2), [[1.0, 0.0], [1.0]]])
        self.refused(r"\[t, t\], \[h, t, t\]", ["a"], [0.5])
        self.refused(r"a batch of 2 texts: pass one", ["a"], (Tensor([[[[1.0]]]] * 2, (2, 1, 1, 1)),))

    def test_transformers_without_its_weights_is_told_how_to_get_them(self):
        for value in (None, (), (None, None)):
            with self.subTest(value):
                self.refused("output_attentions=True", ["a"], value)

    def test_what_is_no_number_is_named(self):
        self.refused(r"attentions\[0\]\[0\] is '1.0'", ["a"], [["1.0"]])
        self.refused("is a object", ["a"], [[object()]])

    def test_tokens_must_be_a_list_of_strings(self):
        self.refused("tokens is one string", "ab", [causal(2)])
        self.refused(r"tokens\[0\] is 5, not a string", [5], [causal(1)])
        self.refused("tokens is 5", 5, [causal(1)])

    def test_numbers_of_layers_and_heads_are_each_named_once(self):
        self.refused("layers names 1, but there are 2", ["a"], [[[[1.0]]]] * 2, labels=Labels(layers=[4]))
        self.refused("each must be named once", ["a"], [[[1.0]], [[1.0]]], labels=Labels(heads=[1, 1]))


if __name__ == "__main__":
    unittest.main()
