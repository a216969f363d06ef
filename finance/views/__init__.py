"""The pages of finance, by noun."""
