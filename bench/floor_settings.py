"""The house's settings, with the floor's view beside its own."""

from cecosesola.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
