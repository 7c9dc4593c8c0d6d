"""Polls the health of clients' systems."""
