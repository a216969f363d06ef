"""How the banks' files are laid out, as data: a new bank is a new row here, and no code.

`columns` says in which column (by its heading, compared without accents or capitals) each thing stands.
`amount` is one signed column, or `debit` and `credit` are two; `sign` is a column that says D or C.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Layout:
    """A way of writing movements in a CSV file."""

    key: str
    name: str
    columns: dict[str, tuple[str, ...]]
    delimiter: str = ";"
    decimal: str = ","
    dates: tuple[str, ...] = ("%d/%m/%Y",)
    debits: tuple[str, ...] = ("d", "db", "nd", "debito", "cargo", "egreso", "-")
    reversed: bool = False
    reads: str = "bank"
    footers: tuple[str, ...] = field(default=("total", "saldo"))


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "two-columns",
        "Banco: cargos y abonos en dos columnas (;)",
        {
            "on": ("fecha", "fecha operacion", "fecha mov"),
            "reference": ("referencia", "nro referencia", "numero de referencia", "documento"),
            "description": ("descripcion", "concepto", "detalle"),
            "debit": ("cargo", "cargos", "debito", "debitos", "debe"),
            "credit": ("abono", "abonos", "credito", "creditos", "haber"),
        },
    ),
    Layout(
        "signed",
        "Banco: un monto con signo (;)",
        {
            "on": ("fecha",),
            "reference": ("referencia", "documento"),
            "description": ("descripcion", "concepto"),
            "amount": ("monto", "importe"),
        },
    ),
    Layout(
        "marked",
        "Banco: monto y una letra D o C (,)",
        {
            "on": ("fecha",),
            "reference": ("referencia", "serial"),
            "description": ("descripcion", "transaccion"),
            "amount": ("monto",),
            "sign": ("tipo", "d/c", "signo"),
        },
        delimiter=",",
        decimal=".",
        dates=("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"),
    ),
    Layout(
        "international",
        "Banco: comas y punto decimal, fecha AAAA-MM-DD (,)",
        {
            "on": ("date", "fecha"),
            "reference": ("reference", "referencia"),
            "description": ("description", "descripcion"),
            "amount": ("amount", "monto"),
        },
        delimiter=",",
        decimal=".",
        dates=("%Y-%m-%d",),
    ),
    Layout(
        "pago-movil",
        "Pago móvil recibido (;)",
        {
            "on": ("fecha", "fecha pago"),
            "reference": ("referencia", "nro operacion", "numero de operacion"),
            "description": ("banco emisor", "banco", "concepto"),
            "amount": ("monto",),
        },
        reads="pago_movil",
    ),
)
BY_KEY = {layout.key: layout for layout in LAYOUTS}
CHOICES = [(layout.key, layout.name) for layout in LAYOUTS]
