"""One fake a port, kept honest by the contract tests."""
