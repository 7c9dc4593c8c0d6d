"""Names of the table, its index and its attributes, shared by the deployment and the code."""

PARTITION_KEY = "pk"
SORT_KEY = "sk"
TTL_ATTRIBUTE = "expires_at"
"""Epoch seconds after which DynamoDB may delete the item."""

LISTING_INDEX = "listing"
"""Sparse index for lists by kind and state: only items that carry its keys are in it."""
LISTING_PARTITION_KEY = "list_key"
LISTING_SORT_KEY = "list_sort"

METRICS_NAMESPACE = "Entelech"
QUEUE_TRIES = 2
"""How often a queue hands out a message before it is given up."""
