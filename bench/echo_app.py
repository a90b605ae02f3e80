"""The least that a Streamlit chat can be; what the app's cost a turn is compared with."""

import streamlit as st

messages = st.session_state.setdefault("messages", [])
prompt = st.chat_input("Say something")
if prompt:
    messages.append(("user", prompt))
    messages.append(("assistant", f"You said: {prompt}"))
for role, text in messages:
    with st.chat_message(role):
        st.markdown(text)
