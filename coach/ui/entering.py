"""Two addresses outside the pages: an invitation on its way to the sign-in, and a personal link with its code.

Only an answer of the server can set a cookie that scripts cannot read, so these are plain pages and not Streamlit's.
"""

from html import escape
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.errors import CoachError
from coach.ui.shared import the_coach
from coach.ui.signing import DEVICE, INVITED, is_secure, sign_in

_AN_HOUR = 3600
_LONGEST = 400 * 24 * _AN_HOUR
"""Of a cookie, in browsers; how long the device is known is decided by the store."""
_LONGEST_FORM = 1000  # bytes
_HEADERS = {
    "Cache-Control": "no-store",
    # The address holds the link: no other site is told it. "no-referrer" would blank the Origin of the form, too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Begin Personal</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: light-dark(#fbfaf6, #151a19); color: light-dark(#22302d, #e7e4dc);
  font: 1.06rem/1.6 Figtree, -apple-system, Segoe UI, Roboto, sans-serif; }}
main {{ max-width: 34rem; margin: 0 auto; padding: 14vh 1.25rem 3rem; }}
h1 {{ font: 500 2.1rem/1.2 "Source Serif", Georgia, serif; margin: 0 0 .6rem; }}
p {{ margin: 0 0 1rem; }} label {{ display: block; font-weight: 600; margin: 1.4rem 0 .35rem; }}
input {{ font: 1.4rem/1 ui-monospace, monospace; letter-spacing: .12em; width: 11ch; padding: .6rem .7rem; border-radius: .65rem;
  border: 1px solid light-dark(#8a938f, #68736f); background: light-dark(#fff, #1b2120); color: inherit; }}
button {{ font: 600 1rem/1 inherit; font-family: inherit; padding: .95rem 1.3rem; border: 0; border-radius: .65rem; margin-left: .5rem;
  background: light-dark(#2d665c, #347a6d); color: #fff; cursor: pointer; }}
:focus-visible {{ outline: 3px solid light-dark(#2d665c, #8fcabd); outline-offset: 2px; }}
.bad {{ border: 1px solid light-dark(#e2bfc6, #5c3b42); background: light-dark(#f8ecee, #2d2023); border-radius: .65rem; padding: .6rem .9rem; }}
.note {{ color: light-dark(#56625f, #a9b0ac); font-size: .92rem; margin-top: 1.6rem; }}
@media (max-width: 30rem) {{ button {{ margin: .8rem 0 0; width: 100%; }} input {{ width: 100%; box-sizing: border-box; }} }}
</style></head><body><main>{body}</main></body></html>"""
_FORM = """<h1>One more thing: your code</h1><p>Whoever sent you this link gave you a code of eight digits another way: on
the phone, perhaps, or on paper. With it this device is let in, and from then on the link is of no use to anybody
else.</p>{wrong}<form method="post"><label for="code">The code</label><input id="code" name="code" inputmode="numeric"
autocomplete="one-time-code" maxlength="20" required autofocus><button>Come in</button></form><p class="note">It is a
program, and nobody is watching. What you write there is yours: whoever sent the link can’t read it.</p>"""


def routes() -> list[Route]:
    return [
        Route("/join/{token}", _join),
        Route("/enter/{token}", _enter, methods=["GET", "POST"]),
    ]


async def _join(request: Request) -> Response:
    """Remember the invitation until its guest has signed in; nothing is used up by looking."""
    if sign_in() is None:
        return _closed()
    answer = RedirectResponse("/", 303, headers=_HEADERS)
    _keep(answer, INVITED, request.path_params["token"][:200], _AN_HOUR)
    return answer


async def _enter(request: Request) -> Response:
    configured = sign_in()
    if configured is None or not configured.links:
        return _closed()
    token = request.path_params["token"][:200]
    place = request.client.host if request.client else ""
    entering = the_coach().entering
    try:
        if request.method != "POST":
            await run_in_threadpool(entering.look_at_link, token, place)
            return _page(_FORM.format(wrong=""))
        if not _from_here(request):
            return PlainTextResponse("Open the link itself, and type the code there.", 403)
        code = parse_qs(await _body(request)).get("code", [""])[0]
        _, cookie = await run_in_threadpool(entering.open_link, token, code, place)
    except CoachError as error:
        return _page(await run_in_threadpool(_refused, error, token, place), 403)
    answer = RedirectResponse("/", 303, headers=_HEADERS)
    _keep(answer, DEVICE, cookie, _LONGEST)
    return answer


async def _body(request: Request) -> str:
    """Of a form with one short field; no more is read than that takes."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > _LONGEST_FORM:
            return ""
    return read.decode("ascii", "replace")


def _refused(error: CoachError, token: str, place: str) -> str:
    """Why not; with the form again as long as the link can still be opened."""
    wrong = f'<p class="bad" role="alert">{escape(str(error))}</p>'
    try:
        the_coach().entering.look_at_link(token, place)
    except CoachError:
        return f"<h1>This doesn’t open</h1>{wrong}"
    return _FORM.format(wrong=wrong)


def _from_here(request: Request) -> bool:
    """Another site must not sign somebody in to a desk that is not theirs, where they would then write."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    ours = {request.headers.get("host"), urlsplit(the_coach().settings.public_url or "").netloc}
    return urlsplit(origin).netloc in ours - {None, ""}


def _keep(answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=is_secure(the_coach().settings),
    )  # fmt: skip


def _page(body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(body=body), status, headers=_HEADERS)


def _closed() -> Response:
    return _page(
        "<h1>There is no sign-in here</h1><p>This installation is for one person on one machine. Whoever looks after it can "
        "set up a sign-in; docs/security.md says how.</p>",
        404,
    )
