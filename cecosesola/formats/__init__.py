"""How Venezuela writes numbers and dates, where Django's general Spanish differs."""
