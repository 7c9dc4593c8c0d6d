"""What the product costs in time, requests and money, each beside a baseline of the same run.

``python -m benchmarks`` prints a table and writes ``benchmarks/results.json``.
"""
