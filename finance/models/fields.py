"""Amounts of the ledger."""

from typing import Any

from django.db import models


class LedgerAmountField(models.DecimalField):
    """An amount kept exactly as given: `numeric` without a scale, so that nothing is rounded silently.

    `domain` names a database domain with its own checks (`finance/sql/domains.sql`). Domains, because
    PostgreSQL parses a table's CHECKs again for every statement, and these tables are written per sale.
    """

    def __init__(self, *args: Any, domain: str = "numeric", **kwargs: Any) -> None:
        self.domain = domain
        kwargs.setdefault("max_digits", 30)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.domain != "numeric":
            kwargs["domain"] = self.domain
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        return self.domain
