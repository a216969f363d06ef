"""Files on their way into the register: read, looked at, then written, in stretches that can be stopped."""
