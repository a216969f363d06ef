"""The sale protocol: how completed sales reach the house. See docs/till-protocol.md."""

from markets.services.sync.device import Token, authenticate, issue_token
from markets.services.sync.ingest import sync_sales

__all__ = ["Token", "authenticate", "issue_token", "sync_sales"]
