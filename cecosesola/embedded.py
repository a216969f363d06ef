"""Where the embedded PostgreSQL and Valkey listen, when no DATABASE_URL / REDIS_URL is set."""

from pathlib import Path


def database_url(var: Path) -> str:
    return "postgresql:///cecosesola"


def redis_url(var: Path) -> str:
    return "redis://127.0.0.1:6379/0"
