"""A report's renderings, each made of the model alone: ``view`` is what HTML and PDF share.

What every sentence says in a language is in ``english``. These modules run in the layer of reports.
"""
