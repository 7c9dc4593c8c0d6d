"""Our own prober: one GET on a fresh connection, at a fraction of a library's CPU.

``prober`` follows redirects within one deadline; ``dns``, ``target``, ``connection``, ``tls`` and
``parser`` each know one step of a hop. ``entelech.adapters.http_probe`` says the same over httpx.
"""
