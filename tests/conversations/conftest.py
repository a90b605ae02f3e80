"""Coaches that talks share: opened once for each country, emptied after each talk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.assembly import Coach, Mine
from coach.services import Services
from coach.settings import Settings
from coach.store.keyring import Keyring
from coach.store.store import open_store


@pytest.fixture(scope="module")
def coaches(
    warm_services: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Coach]]:
    opened: dict[str, Coach] = {}
    folder: Path = tmp_path_factory.mktemp("talks")

    def coach_in(country: str) -> Coach:
        if country not in opened:
            services = Services(Settings(home=folder, country=country))
            heavy = {"curated", "encoder", "ear", "book", "index"}
            vars(services).update({k: v for k, v in vars(warm_services).items() if k in heavy})
            opened[country] = Coach(services, open_store("sqlite://", key=Keyring.temporary()))
        return opened[country]

    yield coach_in
    for coach in opened.values():
        coach.close()


@pytest.fixture
def leader_in(coaches: Callable[[str], Coach]) -> Iterator[Callable[[str], Mine]]:
    """A leader in a country, who has never talked to the coach before."""
    met: list[Mine] = []

    def leader(country: str) -> Mine:
        met.append(coaches(country).as_person())
        return met[-1]

    yield leader
    for me in met:
        me.erase_everything()
