"""Entelech Monitor: watches the automation systems that an agency runs for its clients.

Imports point inward only: ``domain`` (pure) <- ``ports`` <- ``services`` beside ``adapters`` <- ``wiring``.
``settings`` and ``schema`` are the names that the deployment and the running code share.
"""
