"""The chart of accounts: a Venezuelan plan de cuentas cut to what cooperatives need.

The constants are the codes that other rooms post to. The names are written in Spanish into each
cooperative's books, which may rename them. There is no account for outside subsidies, and the
database refuses one: the network lives from its own work.
"""

from typing import NamedTuple

from finance.states import Kind

TILL = "1.1.1.01"
VAULT = "1.1.1.02"
IN_TRANSIT = "1.1.1.03"
BANK = "1.1.2.01"
CARD = "1.1.2.02"
PAGO_MOVIL = "1.1.2.03"
EXCHANGE = "1.1.3.01"
LOANS = "1.2.1.01"
APPLIANCE_SALES = "1.2.1.02"
ADVANCES = "1.2.1.03"
RECEIVABLES = "1.2.1.04"
DUE_FROM = "1.2.2.01"
INVENTORY = "1.3.1.01"
CRATES = "1.3.1.02"
EQUIPMENT = "1.4.1.01"

PRODUCERS = "2.1.1.01"
SUPPLIERS = "2.1.1.02"
WORK_PAYABLE = "2.1.1.03"
TAXES = "2.1.1.04"
DUE_TO = "2.1.2.01"
MEMBERS_SAVINGS = "2.2.1.01"
TERM_DEPOSITS = "2.2.1.02"
SAVINGS_GROUPS = "2.2.1.03"
FUND = "2.3.1.01"
FUNERAL_FUND = "2.3.1.02"
HEALTH_FUND = "2.3.1.03"
SOLIDARITY_FUND = "2.3.1.04"

SHARE_CAPITAL = "3.1.1.01"
RESERVES = "3.2.1.01"
EDUCATION_FUND = "3.2.1.02"
SOCIAL_PROTECTION_FUND = "3.2.1.03"
SURPLUS = "3.3.1.01"
OPENING = "3.3.1.02"

SALES = "4.1.1.01"
SERVICES = "4.1.1.02"
DUES = "4.1.2.01"
INTEREST_EARNED = "4.1.3.01"
FUNDRAISING = "4.1.4.01"
OTHER_INCOME = "4.1.9.01"

COST_OF_GOODS = "5.1.1.01"
WASTE = "5.1.1.02"
DONATIONS = "5.1.1.03"
WORK = "5.2.1.01"
TRANSPORT = "5.2.1.02"
RUNNING_COSTS = "5.2.1.03"
BANK_CHARGES = "5.2.2.01"
INTEREST_PAID = "5.2.2.02"
CASH_DIFFERENCE = "5.2.3.01"
REVALUATION = "5.2.3.02"
CLAIMS = "5.2.4.01"
WRITE_OFFS = "5.2.4.02"


class Line(NamedTuple):
    """One node of the template."""

    code: str
    name: str
    kind: Kind


TEMPLATE: tuple[Line, ...] = (
    Line(TILL, "Efectivo en cajas", Kind.ASSET),
    Line(VAULT, "Bóveda", Kind.ASSET),
    Line(IN_TRANSIT, "Efectivo en camino", Kind.ASSET),
    Line(BANK, "Bancos", Kind.ASSET),
    Line(CARD, "Puntos de venta por liquidar", Kind.ASSET),
    Line(PAGO_MOVIL, "Pago móvil por conciliar", Kind.ASSET),
    Line(EXCHANGE, "Puente de cambio de moneda", Kind.ASSET),
    Line(LOANS, "Préstamos a asociados y organizaciones", Kind.ASSET),
    Line(APPLIANCE_SALES, "Electrodomésticos por cobrar", Kind.ASSET),
    Line(ADVANCES, "Adelantos entregados", Kind.ASSET),
    Line(RECEIVABLES, "Otras cuentas por cobrar", Kind.ASSET),
    Line(DUE_FROM, "Por cobrar a cooperativas de la red", Kind.ASSET),
    Line(INVENTORY, "Verduras y víveres recibidos", Kind.ASSET),
    Line(CRATES, "Huacales", Kind.ASSET),
    Line(EQUIPMENT, "Equipos y vehículos", Kind.ASSET),
    Line(PRODUCERS, "Por pagar a productores", Kind.LIABILITY),
    Line(SUPPLIERS, "Por pagar a proveedores", Kind.LIABILITY),
    Line(WORK_PAYABLE, "Anticipos societarios por pagar", Kind.LIABILITY),
    Line(TAXES, "Impuestos por pagar", Kind.LIABILITY),
    Line(DUE_TO, "Por pagar a cooperativas de la red", Kind.LIABILITY),
    Line(MEMBERS_SAVINGS, "Ahorros de asociados", Kind.LIABILITY),
    Line(TERM_DEPOSITS, "Depósitos a plazo de asociados", Kind.LIABILITY),
    Line(SAVINGS_GROUPS, "Grupos de ahorro rotativo", Kind.LIABILITY),
    Line(FUND, "Fondo de apoyo mutuo", Kind.LIABILITY),
    Line(FUNERAL_FUND, "Fondo funerario", Kind.LIABILITY),
    Line(HEALTH_FUND, "Fondo de salud", Kind.LIABILITY),
    Line(SOLIDARITY_FUND, "Fondos solidarios", Kind.LIABILITY),
    Line(SHARE_CAPITAL, "Certificados de aportación", Kind.EQUITY),
    Line(RESERVES, "Reserva de emergencia", Kind.EQUITY),
    Line(EDUCATION_FUND, "Fondo de educación", Kind.EQUITY),
    Line(SOCIAL_PROTECTION_FUND, "Fondo de protección social", Kind.EQUITY),
    Line(SURPLUS, "Excedentes", Kind.EQUITY),
    Line(OPENING, "Saldos de apertura", Kind.EQUITY),
    Line(SALES, "Ventas", Kind.INCOME),
    Line(SERVICES, "Servicios prestados", Kind.INCOME),
    Line(DUES, "Cuotas de asociados", Kind.INCOME),
    Line(INTEREST_EARNED, "Intereses ganados", Kind.INCOME),
    Line(FUNDRAISING, "Recaudación interna", Kind.INCOME),
    Line(OTHER_INCOME, "Otros ingresos", Kind.INCOME),
    Line(COST_OF_GOODS, "Costo de lo vendido", Kind.EXPENSE),
    Line(WASTE, "Merma", Kind.EXPENSE),
    Line(DONATIONS, "Donaciones entregadas", Kind.EXPENSE),
    Line(WORK, "Anticipos societarios", Kind.EXPENSE),
    Line(TRANSPORT, "Transporte", Kind.EXPENSE),
    Line(RUNNING_COSTS, "Gastos de funcionamiento", Kind.EXPENSE),
    Line(BANK_CHARGES, "Comisiones bancarias", Kind.EXPENSE),
    Line(INTEREST_PAID, "Intereses pagados", Kind.EXPENSE),
    Line(CASH_DIFFERENCE, "Descuadres de caja", Kind.EXPENSE),
    Line(REVALUATION, "Diferencias de cambio", Kind.EXPENSE),
    Line(CLAIMS, "Ayudas pagadas por los fondos", Kind.EXPENSE),
    Line(WRITE_OFFS, "Préstamos no recuperados", Kind.EXPENSE),
)
