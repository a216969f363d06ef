"""Notes and coins in use, largest first. A count names every one of them."""

from cecosesola.kernel.money import Currency

PIECES: dict[str, tuple[str, ...]] = {
    Currency.VES: ("500", "200", "100", "50", "20", "10", "5", "1", "0.50", "0.25", "0.10", "0.05", "0.01"),
    Currency.USD: ("100", "50", "20", "10", "5", "2", "1"),
    Currency.COP: ("100000", "50000", "20000", "10000", "5000", "2000", "1000", "500", "200", "100", "50"),
}
