"""What the engine's tests share beside the fixtures of ``tests/conftest.py``."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.assembly import Coach, Mine
from coach.services import Services
from coach.settings import Settings
from coach.store.keyring import Keyring
from coach.store.store import open_store


@pytest.fixture
def me(coach: Coach) -> Mine:
    """The one local person, on a data folder of the test's own."""
    return coach.as_person()


@pytest.fixture(scope="session")
def shared_coach(
    warm_services: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Coach]]:
    """A coach for a country, with a database in memory, for tests that only talk. They use talks
    that are not stored, or erase what they stored (``leader``)."""
    opened: dict[str, Coach] = {}
    folder: Path = tmp_path_factory.mktemp("shared")

    def coach_in(country: str) -> Coach:
        if country not in opened:
            services = Services(Settings(home=folder, country=country))
            heavy = {
                "curated",
                "encoder",
                "ear",
                "book",
                "index",
                "words",
                "never_kept",
                "sensitive",
            }
            vars(services).update({k: v for k, v in vars(warm_services).items() if k in heavy})
            opened[country] = Coach(services, open_store("sqlite://", key=Keyring.temporary()))
        return opened[country]

    yield coach_in
    for coach in opened.values():
        coach.close()


@pytest.fixture
def talker(shared_coach: Callable[[str], Coach]) -> Iterator[Coach]:
    """The shared coach in Britain, emptied afterwards."""
    coach = shared_coach("GB")
    yield coach
    coach.as_person().erase_everything()


@pytest.fixture
def leader(talker: Coach) -> Mine:
    """The one local person of ``talker``."""
    return talker.as_person()
