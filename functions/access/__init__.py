"""Makes keys that no request could make."""
