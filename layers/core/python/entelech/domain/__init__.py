"""Pure rules of the product: no input or output, no clock, no environment."""
