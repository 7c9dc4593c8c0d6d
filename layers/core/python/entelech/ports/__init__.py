"""What the services need of the world; every adapter and every fake keeps these promises.

Stores read strongly consistent. A store that cannot answer raises UnavailableError.
"""
