"""The app with a voice that takes its time, as a language model does: what it says is the guide's."""

import time
from collections.abc import Iterator

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coach import assembly, turn
from coach.services import Services

PAUSE = 1.5


def slowly(begun: turn.Turn, services: Services) -> Iterator[turn.Turn]:
    time.sleep(PAUSE)
    for step in turn.run_turn(begun, services):
        yield step
        time.sleep(PAUSE)


assembly.run_turn = slowly

if get_script_run_ctx(suppress_warning=True) is None:
    from coach.ui.serving import calmly, only_this_machine, routes

    app = st.App(__file__, routes=routes(), middleware=only_this_machine(), on_script_error=calmly)
else:
    from coach.ui.router import main

    main()
