"""Everything stored, in one table. Start at ``keys``: it draws every key shape."""
