"""The whole product on one machine: MiniStack runs the deployed template, a front serves it, demo clients live beside it.

``python -m local run`` brings it up, ``python -m local down`` stops it. Read ``run`` first: it is the list of steps.
Everything here listens on loopback and refuses to speak to anything else.
"""
