"""What every page shares: the menu, the tags, the forms, the way of saying no. Knows no room."""
