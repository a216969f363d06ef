"""Pages of the fair week: parse, call one service or selector, render."""
