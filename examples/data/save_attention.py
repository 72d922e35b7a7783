"""Attention of a transformers model as a file that Attention Playground opens. Needs nothing but Python."""
import json


def save_attention(path, tokens, attentions, text=""):
    """tokens: their texts, one a position; attentions: of model(..., output_attentions=True), [1, h, t, t] a layer."""
    document = {
        "format": "attention-playground",
        "version": 1,
        "text": text,
        "tokens": list(tokens),
        "attention": [
            {"layer": layer, "weights": weights[0].tolist()} for layer, weights in enumerate(attentions)
        ],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, allow_nan=False)
