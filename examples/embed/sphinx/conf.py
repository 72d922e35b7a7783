project = "Attention, live in Sphinx"
extensions = ["attention_playground.sphinx"]
html_theme = "alabaster"
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
