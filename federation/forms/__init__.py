"""Forms of the register, by what people do."""
