"""What the functions stand on: our package (``core``) and the third-party layers, built by ``build``."""
