"""Progress: what was noticed, decided and said of oneself over time, to look at rather than read."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from coach import progress_paper as paper
from coach.errors import CoachError
from coach.own_progress import Look
from coach.progress import Row, Span
from coach.progress_paper import TITLES, Picture
from coach.ui import pictures, session
from coach.ui.pictures import DARK, LIGHT, Palette
from coach.ui.shared import mine

_SPANS: dict[Span, str] = {"quarter": "Last three months", "year": "Last year", "all": "All"}
_CANT_SAY = "can’t say"


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Progress</h1><p class="bp-lead">What came up in your talks, what you decided '
        "to do, and how you see it yourself. A mark says that something came up in a talk, not how often "
        "it happens; an empty month says nothing.</p>"
    )
    session.show_failure()
    _undo()
    span, zone = _span(), st.context.timezone or "UTC"
    refused_too = bool(st.session_state.get("progress-refused"))
    look = mine().progress.look(span, zone=zone, refused_too=refused_too)
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    with st.container(key="progress"):
        _noticed(look, colours)
        _decided(look, colours)
        _said(look, colours)
    _take_along(look)


def _span() -> Span:
    chosen = st.segmented_control(
        "How far back", list(_SPANS), default="year", format_func=_SPANS.__getitem__,
        key="progress-span", label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen or "year"


# --- The pictures ---------------------------------------------------------------------------------


def _noticed(look: Look, colours: Palette) -> None:
    with st.container(key="progress-noticed"):
        with st.container():
            _rows(look, "strengths", look.shown.strengths, look.names.practice, colours)
        with st.container():
            _rows(look, "habits", look.shown.habits, look.names.habit, colours)
            _refused(look)


def _rows(
    look: Look,
    picture: Picture,
    rows: tuple[Row, ...],
    name: Callable[[str], str],
    colours: Palette,
) -> None:
    works = picture == "strengths"
    _title(picture)
    if rows:
        answers = {mark.answer for row in rows for mark in row.marks}
        _legend(
            ("diamond ochre", "noticed in a talk") if works else None,
            ("dot pine", "that’s me") if "me" in answers and not works else None,
            ("ring pine", "not answered") if None in answers and not works else None,
            ("cross soft", "not me") if "not_me" in answers and not works else None,
        )
        _draw(pictures.marks(look, rows, name, colours, works=works), look, picture)
    _reading(look, picture)


def _refused(look: Look) -> None:
    """What they said isn't theirs is drawn only if they want to see it."""
    if look.shown.put_aside:
        st.toggle("Show what I said isn’t me", key="progress-refused")


def _decided(look: Look, colours: Palette) -> None:
    courses = look.shown.courses
    _title("commitments")
    if courses:
        became = {course.became for course in courses}
        _legend(
            ("dot ochre", "done") if "kept" in became else None,
            ("diamond ochre", "done differently") if "changed" in became else None,
            ("ring soft", "let go") if "dropped" in became else None,
            ("arrow pine", "on its way") if "open" in became else None,
        )
        _draw(pictures.courses(look, colours), look, "commitments")
        if len(courses) > pictures.MOST_COURSES:
            st.html(
                f'<p class="bp-note">The latest {pictures.MOST_COURSES} are drawn; the table has '
                f"all {len(courses)}.</p>"
            )
    _reading(look, "commitments")
    if look.shown.sureness:
        _title("confidence")
        _draw(pictures.confidence(look, colours), look, "confidence")
        _reading(look, "confidence")


def _said(look: Look, colours: Palette) -> None:
    _title("ratings")
    said = look.shown.said
    if said:
        months = sorted({month for one in said for month, _ in one.points})
        unsure = any(value is None for one in said for _, value in one.points)
        if unsure:
            _legend(("dot pine", "you said"), ("open soft", _CANT_SAY))
        with st.container(key="progress-said"):
            for one in said:
                with st.container(key=f"said-of-{one.statement}", gap=None):
                    statement = look.names.statement(one.statement)
                    st.html(f'<h3 class="bp-small">{escape(statement)}</h3>')
                    points = ", ".join(
                        f"{look.names.named_month(month)} {look.names.rated(value)}"
                        for month, value in one.points
                    )
                    st.vega_lite_chart(
                        pictures.said(look, one, months, colours), theme=None, width="stretch",
                        alt=f"{statement} {points}.",
                    )  # fmt: skip
    _reading(look, "ratings")
    _say_it(look)
    _months(look)


def _title(picture: Picture) -> None:
    st.html(f'<h2 class="bp-h2">{TITLES[picture]}</h2>')


def _legend(*entries: tuple[str, str] | None) -> None:
    """What the marks mean; their shapes and colours stand in the style sheet."""
    made = "".join(
        f'<span><i class="{"".join(f" bp-mark-{part}" for part in mark.split())}"></i>{words}</span>'
        for mark, words in filter(None, entries)
    )
    st.html(f'<p class="bp-key">{made}</p>')


def _draw(spec: pictures.Spec, look: Look, picture: Picture) -> None:
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=look.readings[picture])


def _reading(look: Look, picture: Picture) -> None:
    """The sentence below a picture, and the same as a table."""
    st.html(f'<p class="bp-reading">{escape(look.readings[picture])}</p>')
    table = paper.table(look, picture)
    if table.rows:
        with st.expander("As a table"):
            st.html(_table(table))


def _table(table: paper.Table) -> str:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in table.headings)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(first)}</th>'
        + "".join(f"<td>{escape(field)}</td>" for field in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    return (
        f'<div class="bp-scroll" tabindex="0" role="region" aria-label="Table"><table class="bp-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


# --- Saying it, once a month ----------------------------------------------------------------------


def _say_it(look: Look) -> None:
    rated, month = look.rated, f"{look.names.now.astimezone(look.names.zone):%B}"
    title = f"Change what you said for {month}" if rated else f"Say how it is, for {month}"
    words = list(look.names.words.scale)
    with st.expander(title, icon=":material/edit_note:"), st.form("ratings", border=False):
        st.html(
            '<p class="bp-note">Once a month, if you like; leave out what you don’t want to say. Until '
            "the month is over you can change it. There is no right answer and nothing is added up.</p>"
        )
        chosen = {}
        for statement in mine().progress.statements:
            before = None
            if rated and statement.id in rated.answers:
                value = rated.answers[statement.id]
                before = _CANT_SAY if value is None else words[value - 1]
            chosen[statement.id] = st.segmented_control(
                statement.say, [*words, _CANT_SAY], default=before,
                key=f"rate-{look.this_month}-{statement.id}",
            )  # fmt: skip
        if st.form_submit_button(f"Keep it for {month}", type="primary"):
            _keep(
                {
                    statement: None if said == _CANT_SAY else words.index(said) + 1
                    for statement, said in chosen.items()
                    if said is not None
                }
            )


def _keep(answers: dict[str, int | None]) -> None:
    try:
        mine().progress.rate(answers, zone=st.context.timezone or "UTC")
    except CoachError as error:
        session.failed(error)
    st.rerun()


def _months(look: Look) -> None:
    """Each month that was said can be taken out again."""
    if not look.ratings:
        return
    with st.expander("Take a month out"):
        for kept in reversed(look.ratings):
            month = look.names.named_month(kept.month)
            st.button(
                f"Take {month} out", key=f"take-out-{kept.id}", type="tertiary",
                icon=":material/delete_outline:", on_click=_take_out, args=(kept.id, month),
            )  # fmt: skip


def _take_out(ratings_id: str, month: str) -> None:
    try:
        mine().progress.take_out(ratings_id)
        st.session_state["ratings-deleted"] = (ratings_id, month)
    except CoachError as error:
        session.failed(error)


def _undo() -> None:
    """After taking a month out, until another is taken out or the ten minutes are over."""
    deleted = st.session_state.get("ratings-deleted")
    if deleted is None:
        return
    ratings_id, month = deleted
    with st.container(key="undo", gap=None):
        st.html(
            f'<p class="bp-note" role="status">What you said for {escape(month)} is taken out. It is '
            "erased for good in ten minutes.</p>"
        )
        st.button("Undo", key="undo-ratings", type="tertiary", on_click=_bring_back,
                  args=(ratings_id,))  # fmt: skip


def _bring_back(ratings_id: str) -> None:
    st.session_state["ratings-deleted"] = None
    try:
        mine().progress.bring_back(ratings_id)
    except CoachError as error:
        session.failed(error)


# --- Taking it along ------------------------------------------------------------------------------


def _take_along(look: Look) -> None:
    shown = look.shown
    if not (shown.strengths or shown.habits or shown.courses or shown.said):
        return
    st.html(
        '<h2 class="bp-h2">Take it along</h2><p class="bp-note">What is shown above, as it stands '
        "now. All that is kept about you is one file on the page “Your words”, and can be erased "
        "there. These files are not encrypted.</p>"
    )
    name = f"begin-personal-progress-{date.today():%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            "PDF", lambda: paper.pdf(look), f"{name}.pdf", "application/pdf", on_click="ignore"
        )
        st.download_button(
            "CSV", lambda: paper.as_csv(look), f"{name}.csv", "text/csv", on_click="ignore"
        )
