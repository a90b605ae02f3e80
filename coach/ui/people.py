"""People: one's own coachings and their agreement; for owners and coaches, who else is here and how they come in."""

from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from coach.access import Action
from coach.errors import CoachError
from coach.people import People, Terms
from coach.store.records import Fellow, Party, PersonalLink, Role
from coach.ui import arriving, people_csv, reaching, rights, session, signing
from coach.ui.account import ROLES
from coach.ui.html import distinct, plain_label
from coach.ui.shared import mine, the_coach

_SIDES: dict[Party, str] = {"leader": "the leader", "practitioner": "the coach", "sponsor": "the sponsor"}  # fmt: skip
_AT_FIRST = 50
"""Rows that are drawn before more are asked for."""
_YOURS, _ALL, _IN, _YOU = "Your coachings", "Everybody", "Let somebody in", "You"
_NOBODY = "Somebody without a name"


def page() -> None:
    people = mine().people
    st.html('<h1 class="bp-h1">People</h1>')
    owner, invites = people.may(Action.SEE_PEOPLE), people.may(Action.INVITE, roles=frozenset({"leader"}))  # fmt: skip
    lead = (
        "Who is in the workspace, who works with whom, and on which terms. What anybody writes is not here, and can’t be "
        "opened from here."
        if owner
        else "Whom you work with, and what you all agreed to."
    )
    st.html(f'<p class="bp-lead">{lead}</p>')
    session.show_failure()
    note = st.session_state.pop("people-note", None)
    if note:
        st.html(f'<p class="bp-strip" role="status">{escape(note)}</p>')
    _new_link()
    views = [_YOURS, *([_ALL] if owner else []), *([_IN] if invites else []), _YOU]
    view = st.segmented_control(
        "View", views, default=views[0], key="people-view", label_visibility="collapsed", required=True
    )  # fmt: skip
    draw: dict[str, Callable[[People], None]] = {
        _YOURS: _own_coachings, _ALL: _everybody, _IN: _let_in, _YOU: _you
    }  # fmt: skip
    draw[view or views[0]](people)


# --- Coachings and their agreement ------------------------------------------------------------------


def _own_coachings(people: People) -> None:
    found = people.coachings()
    if not found:
        st.html(
            '<p class="bp-strip">You are in no coaching. An owner of the workspace brings a leader and a coach together; '
            "it then stands here, with the agreement that you both read first.</p>"
        )
    for terms in found:
        _coaching(people, terms)


def _coaching(people: People, terms: Terms) -> None:
    one = terms.coaching
    others = ", ".join(
        f"{escape(_called(who))} ({_SIDES[side].removeprefix('the ')})"
        for side, who in one.parties.items()
        if side != terms.side
    )
    with st.container(key=f"coaching-{one.id}", gap="small"):
        st.html(
            f'<div class="bp-commitment"><p class="bp-badge {_look(terms)}">{_state(terms)}</p>'
            f'<p class="bp-what" dir="auto">{others}</p><p class="bp-note">{_story(terms)}</p></div>'
        )
        if terms.side is not None:
            _agreement(people, terms)
        if one.ended_at is None:
            _end(people, terms)


def _state(terms: Terms) -> str:
    if terms.coaching.ended_at is not None:
        return "ended"
    if terms.agreed:
        return "agreed"
    return "waits for you" if terms.asks_me else "waits for others"


def _look(terms: Terms) -> str:
    if terms.coaching.ended_at is not None:
        return ""
    return "bp-open" if terms.agreed else "bp-kept"


def _story(terms: Terms) -> str:
    one = terms.coaching
    begun = f"Since {one.created_at:%-d %B %Y}."
    if one.ended_at is not None:
        by = "you" if one.ended_by == mine().actor.person_id else "somebody else in it, or an owner"
        return f"{one.created_at:%-d %B %Y} to {one.ended_at:%-d %B %Y}. Ended by {by}."
    if terms.agreed:
        return f"{begun} Everybody has accepted the agreement as it is now."
    me = ["you"] if terms.asks_me else []
    waits = [*me, *(escape(_called(one.parties[s])) for s in terms.waits_for if s != terms.side)]
    who = waits[0] if len(waits) == 1 else f"{', '.join(waits[:-1])} and {waits[-1]}"
    has = "has" if len(waits) == 1 and not me else "have"
    again = " Its words have changed." if terms.accepted and terms.asks_me else ""
    return f"{begun}{again} Nothing can be assigned before {who} {has} accepted the agreement."


def _agreement(people: People, terms: Terms) -> None:
    one, side = terms.coaching, terms.side
    if side is None:
        return
    try:
        now = people.agreement()
    except CoachError as error:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
        return
    asked = terms.asks_me
    kept = terms.accepted
    text = now.text(side) if asked or kept is None else kept.text
    with st.expander(
        "Read the agreement" if asked else "What you accepted", icon=":material/handshake:",
        key=f"agreement-{one.id}",
    ):  # fmt: skip
        st.html(_as_page(text))
        if kept is not None and not asked:
            withdrawn = f" You withdrew it on {kept.withdrawn_at:%-d %B %Y}." if kept.withdrawn_at else ""  # fmt: skip
            st.html(
                f'<p class="bp-note">You accepted it on {kept.accepted_at:%-d %B %Y}.{withdrawn}</p>'
            )
        if asked:
            st.button(
                "I have read it and accept it", type="primary", key=f"accept-{one.id}", on_click=_tried,
                args=(lambda: people.accept(one.id, now.digest(side)), "Accepted."),
            )  # fmt: skip


def _as_page(text: str) -> str:
    title, opening, *sections = text.split("\n\n")
    made = [f'<h3>{escape(title)}</h3><p class="bp-lead">{escape(opening)}</p>']
    for section in sections:
        heading, _, words = section.partition("\n")
        made.append(f"<h4>{escape(heading)}</h4><p>{escape(words)}</p>")
    return f'<section class="bp-agreement">{"".join(made)}</section>'


def _end(people: People, terms: Terms) -> None:
    if st.button("End it", key=f"end-{terms.coaching.id}", type="tertiary"):
        _sure_to_end(people, terms)


@st.dialog("End this coaching?")
def _sure_to_end(people: People, terms: Terms) -> None:
    st.html(
        "<p>It is over at once, for everybody in it, and nobody has to give a reason. The coach can then open nothing of "
        "the leader’s. What the leader wrote stays theirs. It can’t be taken back; a new coaching begins with "
        "a new agreement.</p>"
    )
    if st.button("End it", type="primary", key="end-now"):
        _tried(lambda: people.end_coaching(terms.coaching.id), "It has ended.")
        st.rerun()


# --- Everybody, for owners -----------------------------------------------------------------------------


def _everybody(people: People) -> None:
    _workspace(people)
    everybody = people.everybody()
    names = distinct({one.id: _called(one) for one in everybody})
    above: dict[str, list[str]] = {}
    for manager, report in people.managers():
        above.setdefault(report, []).append(manager)
    st.html('<h2 class="bp-h2">Who is here</h2>')
    if len(everybody) == 1:
        st.html('<p class="bp-note">Only you, so far.</p>')
    name = ""
    if len(everybody) > _AT_FIRST:
        name = st.text_input("Find somebody", key="people-find", placeholder="Part of a name")
    found = [one for one in everybody if name.strip().casefold() in _called(one).casefold()]
    if not found:
        st.html('<p class="bp-note">Nobody has that in their name.</p>')
    with st.container(key="everybody", gap="small"):
        for one in found[: _shown("everybody")]:
            _person(people, one, everybody, [names[i] for i in above.get(one.id, ())])
        _more("everybody", len(found), "people")
    people_csv.export(people)
    if len(everybody) > 1:
        with st.expander("Say who manages whom", icon=":material/account_tree:"):
            _management(people, names)
    st.html('<h2 class="bp-h2">Who works with whom</h2>')
    coachings = people.all_coachings()
    if not coachings:
        st.html('<p class="bp-note">Nobody, so far.</p>')
    for terms in coachings[: _shown("coachings")]:
        _row_of(people, terms)
    _more("coachings", len(coachings), "coachings")
    _begin(people, everybody)


def _workspace(people: People) -> None:
    name = people.workspace()
    with st.form("workspace", border=False, enter_to_submit=True):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        new = left.text_input("The workspace’s name", name, max_chars=120, placeholder="How people know it")  # fmt: skip
        if right.form_submit_button("Save", width="stretch") and new.strip() != name:
            _tried(lambda: people.name_workspace(new), "It has a name.")
            st.rerun()


def _person(people: People, one: Fellow, everybody: list[Fellow], managers: list[str]) -> None:
    me = one.id == people.actor.person_id
    roles = "".join(f'<span class="bp-badge">{ROLES[r]}</span>' for r in ROLES if r in one.roles)
    about = [one.mail or "", f"answers to {', '.join(managers)}" if managers else "",
             "" if one.came else "hasn’t come in yet", "you" if me else ""]  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", key=f"person-{one.id}"):
        st.html(
            f'<div class="bp-person"><p class="bp-name" dir="auto">{escape(_called(one))}</p><p>{roles}</p>'
            f'<p class="bp-note" dir="auto">{escape(" · ".join(a for a in about if a))}</p></div>',
            width="stretch",
        )
        if st.button(
            "Change", key=f"change-{one.id}", type="tertiary", help=plain_label(_called(one))
        ):
            _change(people, one)


@st.dialog("Change")
def _change(people: People, one: Fellow) -> None:
    me = one.id == people.actor.person_id
    st.html(f'<p class="bp-name" dir="auto">{escape(_called(one))}</p>')
    chosen = st.pills(
        "Roles", list(ROLES), default=[r for r in ROLES if r in one.roles], selection_mode="multi",
        format_func=ROLES.__getitem__, key=f"roles-{one.id}",
    )  # fmt: skip
    st.html(
        '<p class="bp-note">A role that somebody no longer has ends the coachings that they had it for.</p>'
    )
    if st.button("Save", type="primary", key="save-roles"):
        _tried(lambda: people.give_roles(one.id, frozenset(chosen or ())), "Saved.")
        st.rerun()
    if not one.came and one.roles == {"leader"} and _links_let_in():
        st.html('<p class="bp-note">They haven’t come in yet. A new link closes the one before.</p>')  # fmt: skip
        if st.button("Make a personal link", key="link-for"):
            _made_link(people, one.id, _called(one))
            st.rerun()
    if me:
        return
    st.html(
        '<p class="bp-note">Removed, they lose everything here at once, and their coachings end. For thirty days they can '
        "still fetch what they wrote; then it is erased. You don’t see it at any time.</p>"
    )
    if st.button("Remove from the workspace", key="remove-person", type="tertiary"):
        _tried(lambda: people.remove(one.id), f"{_called(one)} is removed.")
        st.rerun()


def _management(people: People, names: dict[str, str]) -> None:
    st.html(
        '<p class="bp-note">Nobody coaches somebody they manage, or answer to, directly or through others. That is all this '
        "is for; it is shown to owners only.</p>"
    )
    for above, below in people.managers():
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"manages-{above}-{below}"
        ):
            words = f"{escape(names[above])} manages {escape(names[below])}"
            st.html(f'<p dir="auto">{words}</p>', width="stretch")
            st.button(
                "Not any more", key=f"unmanage-{above}-{below}", type="tertiary", on_click=_tried,
                args=(partial(people.unset_manager, above, below), "Noted."),
            )  # fmt: skip
    with st.form("manages", border=False, clear_on_submit=True):
        left, right = st.columns(2)
        manager = left.selectbox("Manager", list(names), None, format_func=names.__getitem__, placeholder="Who")  # fmt: skip
        report = right.selectbox("manages", list(names), None, format_func=names.__getitem__, placeholder="Whom")  # fmt: skip
        if st.form_submit_button("Note it") and manager and report:
            _tried(lambda: people.set_manager(manager, report), "Noted.")
            st.rerun()


def _row_of(people: People, terms: Terms) -> None:
    one = terms.coaching
    sponsor = f", for {escape(_called(one.sponsor))}" if one.sponsor else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"works-{one.id}"):
        st.html(
            f'<div class="bp-person"><p dir="auto"><b>{escape(_called(one.practitioner))}</b> coaches '
            f"<b>{escape(_called(one.leader))}</b>{sponsor} "
            f'<span class="bp-badge {_look(terms)}">{_state(terms)}</span></p>'
            f'<p class="bp-note">{_story(terms)}</p></div>',
            width="stretch",
        )
        if one.ended_at is None and st.button("End it", key=f"end-{one.id}", type="tertiary"):
            _sure_to_end(people, terms)


def _begin(people: People, everybody: list[Fellow]) -> None:
    names = distinct({one.id: _called(one) for one in everybody})
    coaches, leaders = (
        [one.id for one in everybody if role in one.roles] for role in ("practitioner", "leader")
    )
    if len(everybody) < 2 or not coaches or not leaders:
        st.html(
            '<p class="bp-note">For a coaching you need somebody with the role of a coach, and another person who is a leader.</p>'
        )
        return
    with st.expander("Begin a coaching", icon=":material/handshake:"), st.form("begin-coaching", border=False, clear_on_submit=True):  # fmt: skip
        left, middle, right = st.columns(3)
        coach = left.selectbox("Coach", coaches, None, format_func=names.__getitem__, placeholder="Who")  # fmt: skip
        leader = middle.selectbox("Leader", leaders, None, format_func=names.__getitem__, placeholder="Whom")  # fmt: skip
        sponsor = right.selectbox("Sponsor, if there is one", list(names), None, format_func=names.__getitem__, placeholder="Nobody")  # fmt: skip
        if st.form_submit_button("Begin", type="primary") and coach and leader:
            _tried(
                lambda: people.begin_coaching(coach, leader, sponsor),
                "It waits for everybody in it to accept the agreement.",
            )
            st.rerun()


# --- Letting somebody in ----------------------------------------------------------------------------------


def _links_let_in() -> bool:
    configured = signing.sign_in()
    return configured is not None and configured.links


def _let_in(people: People) -> None:
    configured = signing.sign_in()
    if configured is None:
        st.html(
            '<p class="bp-strip">This installation is for one person on this machine. To let others in it needs a sign-in, and an '
            "address that they can reach: whoever looks after the machine finds both in docs/security.md.</p>"
        )
        return
    owner = people.may(Action.SEE_PEOPLE)
    if configured.providers:
        _invite(people, owner)
        if owner:
            people_csv.draw(people, partial(_address, "join"))
    if configured.links:
        _by_link(people, owner)
    _outstanding(people)


def _invite(people: People, owner: bool) -> None:
    st.html(
        '<h2 class="bp-h2">Invite somebody to sign in</h2><p class="bp-note">You get a link to send them. It works once, for '
        "fourteen days. With a mail address it works only for an account of that address, wherever it is forwarded to.</p>"
    )
    coaches = [one for one in people.everybody() if "practitioner" in one.roles] if owner else []
    names = distinct({one.id: _called(one) for one in coaches})
    with st.form("invite", border=False):
        left, right = st.columns(2)
        left.text_input("Name", max_chars=120, key="invite-name")
        right.text_input("Mail address, if you know it", max_chars=200, key="invite-mail")
        if owner:
            st.pills("Roles", list(ROLES), default=["leader"], selection_mode="multi",
                     format_func=ROLES.__getitem__, key="invite-roles")  # fmt: skip
            if names:
                st.selectbox("Their coach, if they are a leader and have one", list(names), None,
                             format_func=names.__getitem__, placeholder="Nobody", key="invite-coach")  # fmt: skip
        st.form_submit_button("Make an invitation", type="primary", on_click=_made_invitation, args=(people,))  # fmt: skip


def _made_invitation(people: People) -> None:
    """What was typed stays where it stands unless the invitation could be made."""
    typed = st.session_state
    roles: frozenset[Role] = frozenset(typed.get("invite-roles", ["leader"]))
    try:
        token = people.invite(
            typed["invite-name"], roles, mail=typed["invite-mail"], coached_by=typed.get("invite-coach")
        )  # fmt: skip
    except CoachError as error:
        session.failed(error)
        return
    typed["people-new"] = (typed["invite-name"].strip(), _address("join", token), None)
    typed["invite-name"] = typed["invite-mail"] = ""


def _by_link(people: People, owner: bool) -> None:
    st.html(
        '<h2 class="bp-h2">Let a leader in by a personal link</h2><p class="bp-note">For somebody without an account to sign in '
        "with. You get a link and a code. Send the link; give the code another way, on the phone or on paper. The first "
        "device that it is opened on is the only one it works on. Don’t open it yourself.</p>"
    )
    if owner:
        st.html('<p class="bp-note">A coach comes in the same way: give them that role under Everybody, when they are in the list.</p>')  # fmt: skip
    else:
        st.html('<p class="bp-note">You will be their coach, once you have both accepted the agreement.</p>')  # fmt: skip
    with st.form("by-link", border=False):
        st.text_input("Name", max_chars=120, key="link-name")
        st.form_submit_button("Make a personal link", type="primary", on_click=_added_by_link, args=(people,))  # fmt: skip


def _added_by_link(people: People) -> None:
    typed = st.session_state
    try:
        made = people.add_by_link(typed["link-name"])
    except CoachError as error:
        session.failed(error)
        return
    typed["people-new"] = (typed["link-name"].strip(), _address("enter", made.token), made.code)
    typed["link-name"] = ""


def _outstanding(people: People) -> None:
    today = date.today()
    waiting = [
        i for i in people.invitations()
        if i.used_at is None and i.withdrawn_at is None and i.expires_at.date() >= today
    ]  # fmt: skip
    links = [one for one in people.links() if one.person_id != people.actor.person_id and one.closed_at is None]  # fmt: skip
    st.html('<h2 class="bp-h2">On their way, and on which devices</h2>')
    if not waiting and not links:
        st.html(
            '<p class="bp-note">Nothing is open: no invitation, no link, no device of anybody’s.</p>'
        )
    for one in waiting[: _shown("waiting")]:
        roles = ", ".join(ROLES[r].lower() for r in ROLES if r in one.roles)
        _row(f"invitation-{one.id}", f"{escape(one.name)}, invited as {roles}",
             f"until {one.expires_at:%-d %B}", "Withdraw", partial(people.withdraw, one.id), "It is withdrawn.")  # fmt: skip
    _more("waiting", len(waiting), "invitations")
    names = _names(people)
    for link in links[: _shown("links")]:
        _row(f"link-{link.id}", escape(names.get(link.person_id, "A leader of yours")), _of_link(link),
             "Close", partial(people.close_link, link.id), "It is closed; that device is a stranger now.")  # fmt: skip
    _more("links", len(links), "links and devices")


def _shown(what: str) -> int:
    """So many that the page stays quick; more are asked for."""
    return int(st.session_state.get(f"people-shown-{what}", _AT_FIRST))


def _more(what: str, count: int, called: str) -> None:
    shown = _shown(what)
    if shown < count:
        st.button(f"Show more of {count} {called}", key=f"people-more-{what}", type="tertiary",
                  on_click=st.session_state.__setitem__, args=(f"people-shown-{what}", shown + _AT_FIRST))  # fmt: skip


def _names(people: People) -> dict[str, str]:
    known = [one for terms in people.coachings() for one in terms.coaching.parties.values()]
    if people.may(Action.SEE_PEOPLE):
        known += people.everybody()
    return {one.id: _called(one) for one in known}


def _of_link(link: PersonalLink) -> str:
    if link.used_at is not None:
        return f"on one device since {link.used_at:%-d %B %Y}"
    if link.tries_left <= 0:
        return "dead after five wrong codes"
    return f"waits to be opened, until {link.expires_at:%-d %B}"


def _row(
    key: str, words: str, note: str, label: str, does: Callable[[], object], said: str
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-of-{key}"):
        st.html(f'<div class="bp-person"><p dir="auto">{words}</p><p class="bp-note">{note}</p></div>', width="stretch")  # fmt: skip
        st.button(label, key=f"do-{key}", type="tertiary", on_click=_tried, args=(does, said))


def _new_link() -> None:
    """Shown once: only hashes are kept."""
    new = st.session_state.get("people-new")
    if new is None:
        return
    name, address, code = new
    with st.container(key="new-link", gap="small"):
        way = (
            "Give the code another way than the link."
            if code
            else "Send it to them; it works once."
        )
        st.html(
            f'<p role="status"><b dir="auto">For {escape(name)}.</b> It is shown only now. {way}</p>'
        )
        st.code(address, language=None, wrap_lines=True)
        if code:
            st.html(f'<p class="bp-note">The code</p><p class="bp-code">{escape(code)}</p>')
        st.button("I have it", key="has-link", on_click=st.session_state.pop, args=("people-new",))


def _made_link(people: People, person_id: str | None, name: str) -> None:
    try:
        made = people.link(person_id)
        st.session_state["people-new"] = (name, _address("enter", made.token), made.code)
    except CoachError as error:
        session.failed(error)


def _address(way: str, token: str) -> str:
    """As others reach it; without ``COACH_PUBLIC_URL`` as this browser does."""
    here = urlsplit(str(st.context.url or ""))
    base = the_coach().settings.public_url or f"{here.scheme}://{here.netloc}"
    return f"{base}/{way}/{token}"


# --- Oneself ----------------------------------------------------------------------------------------------


def _you(people: People) -> None:
    name = people.my_name()
    with st.form("my-name", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        new = left.text_input("Your name, as those you work with see it", name, max_chars=120)
        if right.form_submit_button("Save", width="stretch") and new.strip() != name:
            _tried(lambda: people.name_me(new), "Saved.")
            st.rerun()
    st.html('<h2 class="bp-h2">Reminders, and your time zone</h2>')
    reaching.draw()
    if signing.sign_in() is None:
        return
    if _links_let_in():
        _devices(people)
    st.html(
        '<h2 class="bp-h2">Leave this workspace</h2><p class="bp-prose">Your coachings end, your roles go, and everything you wrote here '
        "is erased at once: conversations, noticings, commitments, checked messages. Nobody can bring it back, so export it "
        "first if any of it matters to you. Two things stay: passages that you added to the workspace’s library, without "
        "your name, and whatever somebody has read or copied before. Other workspaces you are in are not touched.</p>"
    )
    rights.take_along(mine())
    arriving.leave_form(mine(), "Leave for good", "Leave and erase")


def _devices(people: People) -> None:
    st.html(
        '<h2 class="bp-h2">Your devices</h2><p class="bp-note">A personal link lets one device in. Make another here for a second '
        "device, or keep it, like a spare key, for the day on which you lose this one: nobody else can make you one, "
        "because whoever made it could let themselves in. It can be opened for a year.</p>"
    )
    own = [
        one
        for one in people.links()
        if one.person_id == people.actor.person_id and one.closed_at is None
    ]
    for link in own:
        _row(f"device-{link.id}", "A device", _of_link(link), "Close",
             partial(people.close_link, link.id), "It is closed.")  # fmt: skip
    if not own:
        st.html('<p class="bp-note">You sign in, so none is needed.</p>')
    if st.button("Make a link for another device", key="another-device"):
        _made_link(people, None, "another device of yours")
        st.rerun()
    if signing.by_device():
        st.html(
            '<p class="bp-note">Signing out forgets this device. Without another link of yours you then have no way back '
            "to what you wrote.</p>"
        )
        st.button("Sign out of this device", key="sign-out-device", type="tertiary",
                  on_click=signing.leave, args=(the_coach(),))  # fmt: skip


def _called(one: Fellow) -> str:
    return one.name or _NOBODY


def _tried(does: Callable[[], object], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        does()
        st.session_state["people-note"] = said
        signing.forget_who()
    except CoachError as error:
        session.failed(error)
