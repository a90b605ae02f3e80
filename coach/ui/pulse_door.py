"""The page of a colleague who was asked in a pulse: five statements behind a link, without an account.

Plain pages of the server, without script, session or connection: nothing of the app is reached from here, and a cookie
that scripts cannot read, for these pages alone, is all by which a device is known again.
"""

import logging
from html import escape
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.errors import BadInput, CoachError, NoEntry, NotFound, TooManyTries
from coach.pulse_answering import Colleague
from coach.pulse_summary import CANT_SAY
from coach.ui.doors import PULSE as PATH
from coach.ui.shared import the_coach
from coach.ui.signing import is_secure
from coach.workshops.anonymity import is_token, new_token

_log = logging.getLogger(__name__)
DEVICE = "bp_pulse"
"""The cookie that holds a device's secret, sent to these pages only."""
_DEVICE_KEPT = 60 * 86400
"""Seconds: longer than any round is open."""
_LONGEST_FORM = 2000  # bytes
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # the address holds the link: no other site is told it
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark; --ink: light-dark(#22302d, #e7e4dc); --soft: light-dark(#56625f, #a9b0ac);
  --line: light-dark(#ddd7ca, #36403d); --paper: light-dark(#fff, #1b2120); --pine: light-dark(#2d665c, #8fcabd);
  --tint: light-dark(#e9f0ec, #1e2b29); --edge: light-dark(#8a938f, #68736f); }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: light-dark(#fbfaf6, #151a19); color: var(--ink);
  font: 1.06rem/1.6 Figtree, -apple-system, Segoe UI, Roboto, sans-serif; overflow-wrap: anywhere; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 7vh 1.25rem 4rem; }}
h1 {{ font: 500 2.1rem/1.2 "Source Serif", Georgia, serif; margin: 0 0 .8rem; }}
p {{ margin: 0 0 1rem; }} ul {{ margin: 0 0 1rem; padding-left: 1.2rem; }}
details {{ margin-bottom: 1.4rem; }}
summary {{ cursor: pointer; font-weight: 600; padding: .3rem 0; }}
fieldset {{ border: 0; border-top: 1px solid var(--line); margin: 0; padding: 1.3rem 0 1.1rem; min-width: 0; }}
legend {{ float: left; width: 100%; padding: 0; margin-bottom: .7rem; font: 400 1.2rem/1.4 "Source Serif", Georgia, serif; }}
.ends {{ clear: both; display: flex; justify-content: space-between; color: var(--soft); font-size: .9rem; margin-bottom: .25rem; }}
.scale {{ clear: both; display: grid; grid-template-columns: repeat({points}, 1fr); gap: .4rem; }}
label {{ position: relative; display: grid; place-items: center; min-height: 2.9rem; border: 1px solid var(--edge);
  border-radius: .65rem; background: var(--paper); cursor: pointer; }}
label.cant {{ margin-top: .4rem; min-height: 2.6rem; color: var(--soft); }}
input {{ position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }}
label:has(:checked) {{ background: var(--pine); border-color: var(--pine); color: light-dark(#fff, #10211d); font-weight: 600; }}
label:has(:focus-visible), :focus-visible {{ outline: 3px solid var(--pine); outline-offset: 2px; }}
button {{ font: inherit; font-weight: 600; line-height: 1; padding: 1rem 1.3rem; margin: 0 .5rem .6rem 0; border: 1px solid transparent; border-radius: .65rem;
  background: light-dark(#2d665c, #347a6d); color: #fff; cursor: pointer; }}
button.quiet {{ background: none; color: var(--ink); border-color: var(--edge); }}
.strip {{ border: 1px solid light-dark(#bcd3cb, #35514b); background: var(--tint); border-radius: .65rem; padding: .7rem .9rem; }}
.bad {{ border-color: light-dark(#e2bfc6, #5c3b42); background: light-dark(#f8ecee, #2d2023); }}
.note {{ color: var(--soft); font-size: .94rem; }}
.ask {{ padding-top: 1.2rem; border-top: 1px solid var(--line); }}
@media (max-width: 30rem) {{ button {{ width: 100%; }} }}
</style></head><body><main>{body}</main></body></html>"""


def routes() -> list[Route]:
    return [Route(PATH, _page, methods=["GET", "POST"])]


async def _page(request: Request) -> Response:
    kept = request.cookies.get(DEVICE)
    device = kept if kept is not None and is_token(kept) else None
    link = request.query_params.get("r", "")[:200]
    place = request.client.host if request.client else ""
    try:
        colleague = await run_in_threadpool(
            the_coach().pulses.come_in, link, device or new_token(), place
        )
        if request.method == "POST":
            return await _answered(request, colleague, known=device is not None)
        own = await run_in_threadpool(colleague.own)
    except CoachError as error:
        return _refused(error)
    answer = _html(_form(colleague, own, ""), colleague)
    if device is None:
        answer.set_cookie(
            DEVICE, colleague.token, max_age=_DEVICE_KEPT, path=PATH, httponly=True, samesite="lax",
            secure=is_secure(the_coach().settings),
        )  # fmt: skip
    return answer


async def _answered(request: Request, colleague: Colleague, *, known: bool) -> Response:
    """Kept, or taken back, and then the page anew, so that a reload sends nothing twice. The cookie is not sent along
    with what another site posts, so that nobody answers by opening a page elsewhere."""
    if not known:
        words = (
            "This browser keeps nothing for this page, so your answers could not be told from somebody else’s, and they were "
            "not taken. Allow cookies for this address, or open the link in another browser."
        )
        return _html(_form(colleague, {}, words), colleague, 403)
    given = parse_qs(await _body(request), keep_blank_values=True)
    try:
        if "take-back" in given:
            await run_in_threadpool(colleague.take_back)
        else:
            await run_in_threadpool(colleague.answer, _values(given, colleague))
    except BadInput as error:
        return _html(_form(colleague, _values(given, colleague), str(error)), colleague, 422)
    return RedirectResponse(f"{PATH}?{request.url.query}", 303, headers=_HEADERS)


def _values(given: dict[str, list[str]], colleague: Colleague) -> dict[str, int]:
    """What was chosen; -1 for what is no answer, which is then refused."""
    return {
        question: int(given[question][-1])
        if given[question][-1].isascii() and given[question][-1].isdigit() and len(given[question][-1]) < 3
        else -1
        for question in colleague.asked.questions
        if question in given
    }  # fmt: skip


async def _body(request: Request) -> str:
    """Of a form with five short fields; no more is read than that takes."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > _LONGEST_FORM:
            return ""
    return read.decode("ascii", "replace")


# --- What is shown --------------------------------------------------------------------------------


def _form(colleague: Colleague, own: dict[str, int], wrong: str) -> str:
    asked, name = colleague.asked, f"<bdi>{escape(colleague.pulse.name)}</bdi>"
    until = f"{colleague.pulse.closes_at:%-d %B}"
    there = bool(own) and not wrong
    said = ""
    if wrong:
        said = f'<p class="strip bad" role="alert">{escape(wrong)}</p>'
    elif there:
        said = (
            '<p class="strip" role="status">Your answers are in. Until the round closes, you can change them here, on this '
            "device, or take them back.</p>"
        )
    fields = "".join(
        _field(n, question, escape(words).replace("{name}", name), own.get(question), asked.points, asked.ends)
        for n, (question, (words, _)) in enumerate(asked.questions.items(), start=1)
    )  # fmt: skip
    back = (
        '<button class="quiet" name="take-back" value="1" formnovalidate>Take them back</button>'
        if there
        else ""
    )
    return (
        f"<h1>How do you experience {name}?</h1>{said}"
        f"<p>{name} asks a few people for an honest answer: five statements about the last month, each from 1 to "
        f"{asked.points}, no words and no name. It takes a minute. Nobody has to, and nobody is told who did.</p>"
        f"{_BECOMES.format(name=name, until=until, open='' if there else ' open')}"
        f'<form method="post">{fields}<p class="ask"><button>{"Change my answers" if there else "Give my answers"}</button> {back}</p>'
        f'</form><p class="note">The round closes on {until}.</p>'
    )


_BECOMES = (
    "<details{open}><summary>What becomes of your answers, and what remains</summary><ul>"
    "<li>They are kept without your name, your address or a time. A secret on this device alone leads back to them.</li>"
    "<li>Nothing is shown before the round closes on {until}. Then, if five or more answered, {name} sees for each statement "
    "where the middle of all answers lies; not who answered, not how many gave what, not the lowest or the highest. "
    "With fewer, {name} sees nothing.</li>"
    "<li>The single answers are erased as the round closes, in either case.</li>"
    "<li>What remains: the program does not know whom the link was given to. If all say the same, everybody’s answer is plain. "
    "And if one person gave four of the answers, they could guess at the fifth. If you are one of few and that worries "
    "you, leave it, or choose “can’t say”.</li>"
    "<li>Whoever runs the machine could see what passes through it at the moment you send it.</li></ul></details>"
)


def _field(
    number: int, question: str, words: str, own: int | None, points: int, ends: tuple[str, str]
) -> str:
    def choice(value: int, shown: str, spoken: str, kind: str = "") -> str:
        checked = " checked" if own == value else ""
        return (
            f'<label{kind}><input type="radio" name="{escape(question)}" value="{value}" aria-label="{escape(spoken)}" '
            f'required{checked}><span aria-hidden="true">{escape(shown)}</span></label>'
        )

    low, high = ends
    spoken = {1: f"1, {low}", points: f"{points}, {high}"}
    scale = "".join(
        choice(value, str(value), spoken.get(value, str(value))) for value in range(1, points + 1)
    )
    cant = choice(CANT_SAY, "can’t say", "can’t say", ' class="cant"')
    return (
        f'<fieldset><legend dir="auto">{number}. {words}</legend><div class="ends" aria-hidden="true"><span>{escape(low)}</span>'
        f'<span>{escape(high)}</span></div><div class="scale">{scale}</div>{cant}</fieldset>'
    )


def _refused(error: CoachError) -> HTMLResponse:
    """Why the link opens nothing; of what is wrong with the program a stranger is told no more than that."""
    words = str(error)
    match error:
        case TooManyTries():
            title, status = "Wait a little", 429
        case NoEntry():
            title, status = "No answers are taken here", 410
        case NotFound():
            title, status = "This link doesn’t open", 404
        case _:
            _log.warning("a pulse could not be opened: %s", error)
            title, status = "Something is in the way", 503
            words = "The program can’t open its data right now. Try the link again later."
    body = f'<h1>{title}</h1><p role="alert">{escape(words)}</p>'
    return HTMLResponse(_PAGE.format(title=title, points=5, body=body), status, headers=_HEADERS)


def _html(body: str, colleague: Colleague, status: int = 200) -> HTMLResponse:
    page = _PAGE.format(title="Five statements", points=colleague.asked.points, body=body)
    return HTMLResponse(page, status, headers=_HEADERS)
