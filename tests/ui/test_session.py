"""What a session holds that is not kept goes with it, whatever went before."""

import gc
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from coach.assembly import Coach, Mine
from coach.ui.session import Private


@pytest.mark.parametrize("gone", ["already erased", "the program has ended"])
def test_a_talk_that_is_not_kept_goes_quietly(gone: str, coach: Coach, me: Mine) -> None:
    """An exception in a finalizer is nobody's to catch; pytest makes it a failure of this test."""
    conversation = me.begin(stored=False)
    held: list[Private] = [Private(me.delete, conversation)]
    end: dict[str, Callable[[], object]] = {
        "already erased": lambda: me.delete(conversation),
        "the program has ended": coach.close,
    }
    end[gone]()
    held.clear()
    gc.collect()


def test_the_one_person_of_this_machine_is_not_asked_for_again_with_every_turn(
    app: AppTest, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(coach, "local_actor", asked)
    key, at, found = app.session_state["who"]
    app.session_state["who"] = (key, at - 20, found)
    assert not app.run().exception
    assert app.session_state["who"] == (key, at - 20, found)
