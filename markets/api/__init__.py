"""REST of the fair week."""
