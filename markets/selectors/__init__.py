"""Reads of the fair week."""
