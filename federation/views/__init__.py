"""Pages of the register: the door, people, cooperatives, keys, and what changed."""
