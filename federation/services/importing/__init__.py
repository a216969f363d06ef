"""Files on their way into the register: read, looked at, then written, each in stretches that can be stopped."""
