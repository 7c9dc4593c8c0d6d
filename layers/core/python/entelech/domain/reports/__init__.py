"""Reports: what goes in (``inputs``), what comes out (``model``), and how the one is made of the other.

Read ``making`` first. Everything here is pure; the same inputs make the same report.
"""
