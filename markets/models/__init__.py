"""The tables of the fair week, by what people do with them."""

from markets.models.counting import Outflow, StockCount, WeekReport
from markets.models.pricing import CostSheet, MixItem, PriceBook, PriceBookProduct, PriceBookTier
from markets.models.reference import (
    Fair,
    FairHours,
    Item,
    Parameter,
    Producer,
    Product,
    StageSchedule,
    Tier,
    Till,
)
from markets.models.sales import (
    PagoMovil,
    QuarantinedSale,
    Sale,
    SaleLine,
    SaleReview,
    SessionHour,
    SessionProduct,
    Tender,
)
from markets.models.settlement import Settlement, SettlementLine
from markets.models.supply import (
    Allocation,
    Pledge,
    Receipt,
    ReceiptDispute,
    SowingCommitment,
    Supply,
    Transfer,
)
from markets.models.tills import CashCount, Device, TillSession
from markets.models.week import Demand, FairDay, FairWeek, MarketWeek, Milestone

__all__ = [
    "Allocation",
    "CashCount",
    "CostSheet",
    "Demand",
    "Device",
    "Fair",
    "FairDay",
    "FairHours",
    "FairWeek",
    "Item",
    "MarketWeek",
    "Milestone",
    "MixItem",
    "Outflow",
    "PagoMovil",
    "Parameter",
    "Pledge",
    "PriceBook",
    "PriceBookProduct",
    "PriceBookTier",
    "Producer",
    "Product",
    "QuarantinedSale",
    "Receipt",
    "ReceiptDispute",
    "Sale",
    "SaleLine",
    "SaleReview",
    "SessionHour",
    "SessionProduct",
    "Settlement",
    "SettlementLine",
    "SowingCommitment",
    "StageSchedule",
    "StockCount",
    "Supply",
    "Tender",
    "Tier",
    "Till",
    "TillSession",
    "Transfer",
    "WeekReport",
]
