"""Figures of clients' work: who is asked when, and what they say."""
