"""What is wrong, who must know, and how they are told."""
