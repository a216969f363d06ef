"""Nothing in this room moves through states yet: periods end by themselves."""
