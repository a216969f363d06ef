"""A small house that rotates: four posts and nine people."""

from dataclasses import dataclass

import pytest

from federation.models import Person, Role
from rotation.models import Post
from tests.factories import rotation as r


@dataclass
class House:
    people: list[Person]
    posts: list[Post]


@pytest.fixture
def house(db: None) -> House:
    posts = [r.post(roles=(Role.RECEIVING,)), r.post(), r.post(), r.post()]
    return House(r.crew(9), posts)
