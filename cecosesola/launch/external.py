"""Servers that are not ours: asked once, before anything is started or written."""

import contextlib
from urllib.parse import urlsplit

import psycopg2
import redis

from cecosesola.launch.trouble import Trouble

OLDEST_POSTGRES = 15
OLDEST_REDIS = 6


def check_postgres(url: str, name: str = "DATABASE_URL") -> str:
    """The version of the server at this address, or the reason why it cannot be used."""
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise Trouble(f"{name} debe empezar por postgresql://")
    try:
        with contextlib.closing(psycopg2.connect(url, connect_timeout=5)) as connection:
            number = connection.server_version
    except psycopg2.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Trouble(f"PostgreSQL no responde en {shown(url)} ({name}): {reason}") from error
    if number // 10_000 < OLDEST_POSTGRES:
        raise Trouble(
            f"{shown(url)} es PostgreSQL {number // 10_000}; hace falta {OLDEST_POSTGRES} o posterior."
        )
    return f"{number // 10_000}.{number % 10_000}"


def check_redis(url: str) -> str:
    """The version of the server at this address, or the reason why it cannot be used."""
    if urlsplit(url).scheme not in {"redis", "rediss"}:
        raise Trouble("REDIS_URL debe empezar por redis:// o rediss://")
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            about = client.info("server")
    except redis.RedisError as error:
        raise Trouble(f"Redis no responde en {shown(url)} (REDIS_URL): {error}") from error
    version = str(about.get("valkey_version") or about["redis_version"])
    if int(version.split(".")[0]) < OLDEST_REDIS:
        raise Trouble(f"{shown(url)} es Redis {version}; hace falta {OLDEST_REDIS} o posterior.")
    return version


def shown(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local'}{f':{parts.port}' if parts.port else ''}{parts.path}"
