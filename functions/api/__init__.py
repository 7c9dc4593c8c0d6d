"""The dashboard's and everybody's HTTP API. Start at ``routes``: the table of all of them."""
