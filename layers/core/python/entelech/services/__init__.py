"""Use cases: each service is made of ports, its methods are verbs, and functions call them."""
