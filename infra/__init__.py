"""The deployment, a module per capability; read ``stack`` first: it composes them in data-flow order.

It knows the code by names only: handler strings, ``entelech.settings`` and ``entelech.schema``.
"""
