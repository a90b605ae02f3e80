"""Begin Personal in the browser: ``streamlit run streamlit_app.py``.

This file is read twice. The server imports it once for ``app``: health routes, and the refusal to
serve anybody but this machine while there is no sign-in. Then Streamlit runs it again for every
session, as the script that draws the pages.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from coach.ui.serving import calmly, only_this_machine, refuse_other_addresses, routes

    refuse_other_addresses(st.get_option("server.address"))
    app = st.App(__file__, routes=routes(), middleware=only_this_machine(), on_script_error=calmly)
else:
    from coach.ui.router import main

    main()
