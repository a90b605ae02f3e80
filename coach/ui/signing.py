"""Who is at this session: the one person of this machine, or somebody who signed in or came by a personal link.

Without an ``[auth]`` section in Streamlit's secrets there is nobody else, and nothing of this is asked. With it
everybody signs in, whoever sits at this machine included: behind a proxy all requests come from here.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from coach.assembly import Coach
from coach.settings import Settings
from coach.store.records import Actor, Arrival, Role

DEVICE, INVITED = "bp_device", "bp_invited"
"""Cookies: what a personal link bound this browser with, and an invitation on its way through the sign-in."""
_LOOK_AGAIN, _LOOK_AGAIN_FOR_THE_ONE = 1.0, 30.0
"""Seconds for which it holds that somebody is here with these roles: a removal takes effect within them. Nobody removes
the one person of this machine, so that not every turn has to ask."""
_OUTLIVES = {"workspace", "go", "who", "invitation-done"}
"""What of a session's memory stays when somebody else is at it, or the same person elsewhere."""


@dataclass(frozen=True)
class SignIn:
    """How people come in, as it is configured."""

    providers: tuple[str, ...]
    """Names of ``[auth.NAME]``; ``default`` is one that stands in ``[auth]`` itself."""
    links: bool
    """Whether personal links let people in."""


@cache
def sign_in() -> SignIn | None:
    """None: not configured, so the app is for the one person of this machine."""
    section = get_secrets_auth_section()
    if not section:
        return None
    named = [
        name
        for name, value in section.items()
        if isinstance(value, Mapping) and "server_metadata_url" in value
    ]
    default = ["default"] if "server_metadata_url" in section else []
    return SignIn((*default, *named), bool(section.get("personal_links", True)))


def others_may_come(settings: Settings) -> bool:
    """Whether the app may listen beyond this machine: people sign in, and what they write travels encrypted."""
    return sign_in() is not None and urlsplit(settings.public_url or "").scheme == "https"


def is_secure(settings: Settings) -> bool:
    """Whether cookies are for https alone."""
    return urlsplit(settings.public_url or "").scheme == "https"


def actor(coach: Coach) -> Actor | None:
    """Who is at this session, where, with the roles of this moment; None: nobody known."""
    local = sign_in() is None
    key = tried() if local else (st.context.cookies.get(DEVICE), _subject(), st.session_state.get("workspace"))  # fmt: skip
    kept = st.session_state.get("who")
    now = time.monotonic()
    holds = _LOOK_AGAIN_FOR_THE_ONE if local else _LOOK_AGAIN
    if kept is None or kept[0] != key or now - kept[1] > holds:
        kept = (key, now, _as_tried(coach.local_actor()) if local else _look_up(coach))
        st.session_state["who"] = kept
    found: Actor | None = kept[2]
    return found


def forget_who() -> None:
    """Look again at once."""
    st.session_state.pop("who", None)


def _look_up(coach: Coach) -> Actor | None:
    here = arrival()
    found = coach.entering.person_of(here) if here else None
    cookie = st.context.cookies.get(DEVICE)
    if found is None and cookie:
        return coach.entering.person_of_device(cookie)
    wanted = st.session_state.get("workspace")
    if found is None or wanted in {None, found.workspace_id}:
        return found
    places = (one for one, _ in coach.entering.places(found.person_id))
    return next((one for one in places if one.workspace_id == wanted), found)


def arrival() -> Arrival | None:
    """Who the provider says this is; None: not signed in."""
    user = st.user.to_dict()
    if not user.get("is_logged_in") or not user.get("iss") or not user.get("sub"):
        return None
    return Arrival(
        str(user["iss"]),
        str(user["sub"]),
        str(user.get("name") or ""),
        str(user["email"]) if user.get("email") else None,
        mail_is_theirs=user.get("email_verified") is not False,
    )


def _subject() -> object:
    here = arrival()
    return here and (here.issuer, here.subject)


def by_device() -> bool:
    """Whether this session rests on a personal link, and not on a sign-in."""
    return arrival() is None and DEVICE in st.context.cookies


def leave(coach: Coach) -> None:
    """Sign out. A device that a link was opened on is a stranger from then on, and nothing that was typed stays."""
    cookie = st.context.cookies.get(DEVICE)
    if arrival() is not None:
        st.logout()
    elif cookie:
        coach.entering.forget_device(cookie)
    forget_session()
    forget_who()


def forget_session() -> None:
    """Somebody else is at this session now: nothing of the last one's stays in its memory."""
    for key in [key for key in st.session_state if key not in _OUTLIVES]:
        del st.session_state[key]


# --- The one person of this machine, who can try every role -----------------------------------------------


def tried() -> Role | None:
    """The role that the one person of this machine is trying; None: all of them."""
    chosen: Role | None = st.session_state.get("tried")
    return chosen if sign_in() is None else None


def try_as(role: Role | None) -> None:
    st.session_state["tried"] = role


def _as_tried(one: Actor) -> Actor:
    role = tried()
    return one if role is None else Actor(one.person_id, one.workspace_id, frozenset({role}))
