"""A workshop's room as HTML: what is answered, how much time is left, how to come in. No Streamlit here."""

import base64
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from html import escape

import segno

from coach.ui.html import paragraphs
from coach.workshops import live
from coach.workshops.agenda import Pairs, Rating, ScenarioTogether, Spectrum
from coach.workshops.anonymity import ENOUGH, spoken
from coach.workshops.board import Board, Said, Wall
from coach.workshops.pictures import histogram, mean

TICK = """<i class="bp-looks" hidden></i><script>
if (!window.bpWatch) {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...what) { window.bpQuiet = 0; return send.apply(this, what); };
  window.bpQuiet = 0;
  window.bpWatch = setInterval(() => {
    const written = [...document.querySelectorAll("textarea, input[type=text]")].some(field => field.value);
    if (document.hidden || written || !document.querySelector(".bp-looks")) { window.bpQuiet = 0; return; }
    if (++window.bpQuiet < 20) return;
    window.bpQuiet = 0;
    fetch("/_stcore/health").then(answer => answer.ok && location.reload()).catch(() => {});
  }, 1000);
}
if (!window.bpTick) window.bpTick = setInterval(() => document.querySelectorAll(".bp-clock").forEach(el => {
  const left = el.dataset.left, now = performance.now();
  if (el.bpLeft !== left) { el.bpLeft = left; el.bpFrom = now; }
  let s = Math.round(Number(left) - (el.dataset.on ? (now - el.bpFrom) / 1000 : 0));
  const over = s < 0; s = Math.abs(s);
  el.textContent = (over ? "+" : "") + Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
  el.classList.toggle("bp-over", over);
}), 500);
if (!window.bpFits) window.bpFits = setInterval(() => {
  const wall = document.querySelector(".bp-wall"), main = document.querySelector('[data-testid="stMain"]');
  if (!wall || !main) return;
  const screen = innerWidth + " " + innerHeight;
  const set = fit => { wall.bpFit = fit; wall.style.setProperty("--bp-fit", fit); };
  if (wall.bpScreen !== screen) { wall.bpScreen = screen; set(1); }
  while (wall.bpFit > .4 && main.scrollHeight > main.clientHeight + 1) set(wall.bpFit - .05);
}, 250);
</script>"""
"""Counts on in the browser from the seconds that were left when the page was drawn, so that the clocks of phones do
not matter. Once for a page.

And a watch over the page's looks. Streamlit drops the rest of a drawing where a look of the page before arrives at its
very end, and with it the word that the page has to look again: the projector of a room stood still for the whole
workshop. A page that has to look, is in sight, holds nothing typed and has sent nothing for twenty seconds loads anew.

And for the projector, which nobody scrolls: what does not fit its screen is made smaller until it does."""
_READS = {
    "personal": "Reads personal", "mixed": "Reads mixed",
    "transactional": "Reads transactional", "overfamiliar": "Reads overfamiliar",
}  # fmt: skip


@lru_cache(maxsize=16)
def qr(address: str, scale: int = 8) -> str:
    """A code that a phone's camera opens."""
    drawn = segno.make(address, error="m").svg_data_uri(
        scale=scale, dark="#14201e", light="#ffffff", border=3
    )
    told = f"QR code that opens {address}"
    return f'<div class="bp-qr"><img src="{escape(drawn)}" alt="{escape(told)}"></div>'


def way_in(address: str, code: str, *, scale: int = 8) -> str:
    """How to come in: by camera, or by typing."""
    shown = address.split("://", 1)[-1].split("/?", 1)[0]
    return (
        f'<section class="bp-way-in">{qr(address, scale)}<div><p class="bp-note">Scan it, or open</p>'
        f'<p class="bp-address">{escape(shown)}</p><p class="bp-note">and type</p>'
        f'<p class="bp-room-code" aria-label="{" ".join(code)}">{escape(spoken(code))}</p></div></section>'
    )


def here(seats: int) -> str:
    """How many have come in."""
    if seats == 0:
        return "Nobody is here yet."
    return "One phone is here." if seats == 1 else f"{seats} phones are here."


def clock(board: Board, now: datetime) -> str:
    """The time left, counting on in the browser; empty where no time runs."""
    left = live.seconds_left(board.agenda, board.state, now)
    if left is None:
        return ""
    on = ' data-on="1"' if board.state.since is not None else ""
    whole = abs(round(left))
    text = f"{'+' if left < 0 else ''}{whole // 60}:{whole % 60:02}"
    over = " bp-over" if left < 0 else ""
    # role=timer is not read out every second
    return f'<span class="bp-clock{over}" role="timer" data-left="{round(left)}"{on}>{text}</span>'


def wall(board: Board, found: Wall, *, limit: int = 0) -> str:
    """What the room may see of a slot; ``limit``: how many words a theme shows at most."""
    activity = board.agenda.activity(found.slot)
    if activity is None:
        return ""
    if not found.enough:
        return ""
    if isinstance(activity, Spectrum | Rating):
        return _scale(found, activity.ends)
    if found.bars:
        names = [(_READS.get(name, name), count) for name, count in found.bars]
        return _bars(names)
    made = ""
    if found.themes:
        made = '<div class="bp-themes">' + "".join(
            f"<section><h3>{escape(theme.name)} <small>{theme.size}</small></h3>"
            f"{_cards(theme.said, limit)}</section>"
            for theme in found.themes
        )
        if found.said:
            made += f"<section><h3>On their own</h3>{_cards(found.said, limit)}</section>"
        return made + "</div>"
    return _cards(found.said, limit * 6)


def _scale(found: Wall, ends: Sequence[str]) -> str:
    counts = [count for _, count in found.bars]
    told = ", ".join(f"{n}: {count}" for n, count in enumerate(counts))
    legend = ""
    if found.before:
        legend = (
            f'<p class="bp-compared"><i class="bp-before"></i>at the beginning, mean {mean(found.before):.1f}'
            f'<i class="bp-now"></i>now, mean {mean(counts):.1f}</p>'
        )
    places = "".join(f"<span>{n}</span>" for n in range(len(counts)))
    return (
        f'<figure class="bp-scale">{picture(counts, found.before, told)}'
        f'<div class="bp-places">{places}</div><figcaption><span>{escape(ends[0])}</span>'
        f"<span>{escape(ends[1])}</span></figcaption>{legend}</figure>"
    )


def picture(counts: Sequence[int], before: Sequence[int], told: str) -> str:
    """A histogram; as an image, since drawings are not let into a page."""
    drawn = base64.b64encode(histogram(counts, before).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{drawn}" alt="{escape(told)}">'


def _bars(bars: Sequence[tuple[str, int]]) -> str:
    most = max((count for _, count in bars), default=1) or 1
    rows = "".join(
        f'<li><span>{escape(name)}</span><b>{count}</b><i style="width:{100 * count / most:.0f}%"></i></li>'
        for name, count in bars
    )
    return f'<ul class="bp-bars">{rows}</ul>'


def _cards(said: Sequence[Said], limit: int) -> str:
    shown = said[:limit] if limit else said
    cards = "".join(f'<li dir="auto">{escape(one.text)}{_times(one.times)}</li>' for one in shown)
    more = (
        f'<li class="bp-more">and {len(said) - limit} more</li>'
        if limit and len(said) > limit
        else ""
    )
    return f'<ul class="bp-cards">{cards}{more}</ul>'


def _times(times: int) -> str:
    return f' <small aria-label="said {times} times">×{times}</small>' if times > 1 else ""


def told(board: Board, *, brief: bool = False) -> str:
    """The activity as people read it: its title, what is asked, and of a scenario what happens; ``brief``: without the
    scenario's beginning, which they have read by the time they see what the room chose."""
    activity = board.activity
    if activity is None:
        return ""
    made = f"<h1>{escape(activity.title)}</h1>"
    if isinstance(activity, ScenarioTogether):
        point = activity.points[min(board.state.step, activity.steps - 1)]
        if board.state.step == 0 and not brief:
            made += f'<p class="bp-soft">{escape(activity.prompt)}</p><div class="bp-tale">{paragraphs(activity.situation)}</div>'
        return (
            made
            + f'<div class="bp-tale">{paragraphs(point.moment)}</div><p class="bp-ask">{escape(point.question)}</p>'
        )
    if isinstance(activity, Pairs):
        part = activity.rounds[min(board.state.step, activity.steps - 1)]
        step = f"{board.state.step + 1} of {activity.steps}"
        return made + (
            f'<p class="bp-soft">{escape(activity.prompt)}</p><p class="bp-speaker">{escape(part.who)} '
            f'<small>{step}</small></p><p class="bp-ask">{escape(part.prompt)}</p>'
        )
    return made + f'<p class="bp-ask">{escape(activity.prompt)}</p>'


def counted(board: Board) -> str:
    """How many have answered; nothing about what."""
    found = board.wall
    if found is None:
        return ""
    missing = ENOUGH - (found.answered - found.passed)
    of = f" of {board.seats}" if board.seats else ""
    few = f" Shown from {ENOUGH} on." if missing > 0 else ""
    are = "is" if found.waiting == 1 else "are"
    more = f" {found.waiting} {are} waiting for others." if found.open and found.waiting else ""
    return f"{found.answered}{of} have answered.{few}{more}"
