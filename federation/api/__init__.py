"""REST for affiliate cooperatives: tokens, the network, one's own cooperative and its members."""
