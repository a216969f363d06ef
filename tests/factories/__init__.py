"""Things for tests to begin with. Whatever has a service is made through it."""
