"""A log of coaching hours to hand in: as CSV files and on paper, in the form of :mod:`coach.hours`."""

from collections.abc import Sequence
from datetime import date

from coach.hours import Log, OfClient, Sums, in_hours, shown_name
from coach.paper import new_paper, printable
from coach.spreadsheet import as_file
from coach.store.records import LogClient

_INK, _SOFT, _LINE = (34, 48, 45), (86, 98, 95), (205, 199, 186)
BY_CLIENT = (
    "Client", "Contact", "Individual or group", "Number in group", "Start date", "End date", "Paid hours",
    "Pro bono hours", "Agreed to be named on",
)  # fmt: skip
BY_YEAR = ("Year", "One-to-one, paid", "One-to-one, pro bono", "Team, paid", "Team, pro bono", "Together")  # fmt: skip


def clients_file(log: Log) -> bytes:
    """One line a client, as credentialing bodies ask for it; who did not agree to be named stands by initials."""
    return as_file(BY_CLIENT, (_line(one) for one in _met(log)))


def meetings_file(log: Log) -> bytes:
    """One line a meeting, the earliest first."""
    rows = (
        (
            one.day.isoformat(), shown_name(client), _kind(client), client.size if client.size > 1 else "",
            _number(one.minutes), "paid" if one.paid else "pro bono",
        )
        for one in reversed(log.meetings)
        for client in (log.client(one.client_id),)
    )  # fmt: skip
    headings = ("Date", "Client", "Individual or group", "Number in group", "Hours", "Paid or pro bono")  # fmt: skip
    return as_file(headings, rows)


def by_year(log: Log) -> list[tuple[str, ...]]:
    """Hours by year and altogether, in the columns of :data:`BY_YEAR`."""
    rows = [(str(year), *_cells(sums)) for year, sums in log.years]
    return [*rows, ("All years", *_cells(log.sums))] if len(rows) > 1 else rows


def pdf(log: Log, name: str, today: date) -> bytes:
    """The log on paper, with the coach's name if they gave one."""
    page = new_paper("Coaching hours")
    page.set_left_margin(18)
    page.set_right_margin(18)
    page.set_x(18)
    page.set_text_color(*_INK)
    page.set_draw_color(*_LINE)
    page.set_fill_color(255)

    def words(text: str, size: float, style: str = "", ink: tuple[int, int, int] = _INK) -> None:
        page.set_font("serif", style, size)
        page.set_text_color(*ink)
        page.multi_cell(0, size * 0.5, printable(text), new_x="LMARGIN", new_y="NEXT", align="L")

    def table(
        headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        page.set_font("serif", "", 8.5)
        page.set_text_color(*_INK)
        page.ln(1)
        with page.table(
            col_widths=tuple(widths), borders_layout="HORIZONTAL_LINES", line_height=4.6, text_align="L"
        ) as drawn:  # fmt: skip
            for row in (headings, *rows):
                drawn.row([printable(" ".join(cell.split())) or " " for cell in row])

    words("Coaching hours", 20, "B")
    words(f"{f'{name}. ' if name else ''}As of {today:%-d %B %Y}.", 10, "I", _SOFT)
    page.ln(4)
    words(
        f"{in_hours(log.sums.total)} hours with {log.people} people: {in_hours(log.sums.paid)} paid, "
        f"{in_hours(log.sums.free)} pro bono.", 11,
    )  # fmt: skip
    page.ln(3)
    words("By year", 14, "B")
    table(BY_YEAR, by_year(log), (2, 3, 3, 3, 3, 2))
    page.ln(5)
    words("By client", 14, "B")
    short = ("Client", "Contact", "Kind", "Start", "End", "Paid", "Pro bono", "Named since")
    table(short, [_on_paper(one) for one in _met(log)], (8, 10, 5, 5, 5, 3, 4, 5))
    page.ln(4)
    words(
        "An hour is sixty minutes with the client; parts of one count as parts. Clients who did not agree to be named stand "
        "by their initials, without contact.", 9, "I", _SOFT,
    )  # fmt: skip
    return bytes(page.output())


def _met(log: Log) -> list[OfClient]:
    return [one for one in log.clients if one.begun]


def _line(one: OfClient) -> tuple[str | int | float, ...]:
    client, agreed = one.client, one.client.consented_on
    return (
        shown_name(client), client.contact if agreed else "", _kind(client),
        client.size if client.size > 1 else "", one.begun.isoformat() if one.begun else "",
        one.ended.isoformat() if one.ended else "", _number(one.sums.paid), _number(one.sums.free),
        agreed.isoformat() if agreed else "",
    )  # fmt: skip


def _on_paper(one: OfClient) -> tuple[str, ...]:
    name, contact, kind, size, begun, ended, _, _, agreed = (str(cell) for cell in _line(one))
    sums = in_hours(one.sums.paid), in_hours(one.sums.free)
    return name, contact, f"{kind} of {size}" if size else kind, begun, ended, *sums, agreed


def _kind(client: LogClient) -> str:
    return "group" if client.size > 1 else "individual"


def _cells(sums: Sums) -> tuple[str, ...]:
    parts = (sums.one_paid, sums.one_free, sums.team_paid, sums.team_free, sums.total)
    return tuple(in_hours(minutes) for minutes in parts)


def _number(minutes: int) -> float:
    return round(minutes / 60, 2)
