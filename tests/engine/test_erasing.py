"""What was deleted goes for good after its ten minutes, also in a program that nobody restarts."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.assembly import Coach
from coach.services import Services
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.store import open_store


def test_a_running_program_erases_what_is_due(services: Services, tmp_path: Path) -> None:
    ahead = timedelta()
    key = Keyring.in_file(tmp_path / "key")
    url = sqlite_url(tmp_path / "coach.db")
    store = open_store(url, key=key, clock=lambda: datetime.now(UTC) + ahead)
    coach = Coach(services, store)
    try:
        me = coach.as_person()
        gone, kept = me.begin(), me.begin()
        me.delete(gone)
        deleted = me.last_deleted()
        assert deleted is not None
        assert deleted.id == gone
        coach.keep_erasing(every=0.02)
        time.sleep(0.1)
        assert len(me.export_everything()["conversations"]) == 2, "it can still be undone"
        ahead = timedelta(minutes=11)
        assert me.last_deleted() is None
        until = time.monotonic() + 10
        while len(me.export_everything()["conversations"]) > 1 and time.monotonic() < until:
            time.sleep(0.02)
        assert [c["id"] for c in me.export_everything()["conversations"]] == [kept]
    finally:
        coach.close()
