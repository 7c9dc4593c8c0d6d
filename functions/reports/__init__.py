"""Reports: rounds that set them off, and the worker that makes them."""
