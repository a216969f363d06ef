"""A federation to look at: generated people, Barquisimeto's fairs, weeks driven through the real services."""
