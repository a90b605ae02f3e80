"""Importing documents: what a person would read in them becomes drafts; what is bad is refused by itself."""

import io
import os
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psutil
import pypdf
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach import importing
from coach.documents import worker
from coach.documents.blocks import Block, visible
from coach.documents.cutting import pieces
from coach.documents.reading import MAX_BYTES, read_document
from coach.importing import Draft, Refused, read_file, read_folder
from coach.knowledge import LONGEST, SHORTEST
from coach.services import ROOT

ENDINGS = ["md", "markdown", "txt", "html", "htm", "pdf", "docx"]
SENTENCE = "The foreman walks over to the press and asks her how the night went. "  # 14 words


def words(count: int, begin: str = "w") -> str:
    return " ".join(f"{begin}{n}" for n in range(count))


def imported(folder: Path) -> tuple[list[Draft], dict[str, str]]:
    """What a folder gives: its drafts, and why which files were refused."""
    results = list(read_folder(folder))
    drafts = [r for r in results if isinstance(r, Draft)]
    return drafts, {r.file: r.why for r in results if isinstance(r, Refused)}


def drafts_of(folder: Path, name: str, content: bytes | str) -> list[Draft]:
    """The drafts of a file, which must be read without a refusal."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    drafts, refused = imported(folder)
    assert not refused
    return drafts


def refusal(folder: Path, name: str, content: bytes) -> str:
    """Why a file is refused; a good one beside it must be read all the same."""
    (folder / name).write_bytes(content)
    (folder / "zz good.txt").write_text("She asked, and he told her about the pump.")
    drafts, refused = imported(folder)
    assert [d.origin.file for d in drafts] == ["zz good.txt"]
    assert list(refused) == [name]
    return refused[name]


class Paper(FPDF):
    """A PDF with a running head, and page numbers at the foot."""

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 10, "Handbook of the Works", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 10, f"Page {self.page_no()} of {{nb}}", align="C")


def heading(paper: FPDF, text: str) -> None:
    paper.set_font("helvetica", "B", 16)
    paper.multi_cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")


def paragraph(paper: FPDF, text: str) -> None:
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)


def pdf(text: str = SENTENCE, pages: int = 1) -> bytes:
    paper = Paper()
    for number in range(1, pages + 1):
        paper.add_page()
        heading(paper, f"Chapter {number}")
        paragraph(paper, f"{text}In shift {number}.")
    return bytes(paper.output())


def docx(write: Callable[[WordDocument], object]) -> bytes:
    document = Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A DOCX with one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return made.getvalue()


# --- What is read ------------------------------------------------------------------------------------


def test_headings_of_markdown_give_titles_and_places(tmp_path: Path) -> None:
    text = "Before all.\n\n# Arriving\n\nWalk *over* first.\n\n## Asking\n\n- One [thing](http://x.y/z)\n"
    drafts = drafts_of(tmp_path, "on_people.md", text)
    assert [d.title for d in drafts] == ["on people", "Arriving", "Asking"]
    assert [d.origin.place for d in drafts] == ["", "Arriving", "Asking"]
    assert [d.text for d in drafts] == ["Before all.", "Walk over first.", "One thing"]
    assert {d.origin.digest for d in drafts} == {sha256(text.encode()).hexdigest()}


def test_front_matter_of_markdown_gives_a_title_and_no_text(tmp_path: Path) -> None:
    text = '---\ntitle: "On asking"\ntags: [secret]\n---\nAsk, then wait.\n'
    (draft,) = drafts_of(tmp_path, "a.md", text)
    assert (draft.title, draft.text) == ("On asking", "Ask, then wait.")


def test_html_within_markdown_is_read_as_html(tmp_path: Path) -> None:
    text = (
        'Seen.\n\n<div style="display:none">Unseen.</div>\n<script>unseen()</script>\n\nAlso seen.'
    )
    (draft,) = drafts_of(tmp_path, "a.md", text)
    assert draft.text == "Seen.\n\nAlso seen."


def test_lines_of_plain_text_become_paragraphs_and_divided_words_whole(tmp_path: Path) -> None:
    text = (
        "On listening\n============\n\nHe told her of the respon-\nsibility for the well-being of his\n"
        "people, and their well-\nbeing at night.\n\n- first\n- second\n"
    )
    (draft,) = drafts_of(tmp_path, "a.txt", text)
    assert draft.title == "On listening"
    assert draft.text == (
        "He told her of the responsibility for the well-being of his people, and their well-being at "
        "night.\n\n- first\n\n- second"
    )


def test_short_lines_of_plain_text_are_not_lost_as_headings_over_nothing(tmp_path: Path) -> None:
    (draft,) = drafts_of(tmp_path, "a.txt", "No stop\n\nHere either\n\nNor here")
    assert draft.text == "No stop\n\nHere either\n\nNor here"


def test_of_html_only_what_a_browser_shows_is_read(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>On pumps</title><style>p{color:red}</style>
    <script src="http://evil.example/x.js"></script></head><body onload="steal()">
    <nav>Home | News</nav><!-- a comment --><p onclick="steal()">She <a href="http://x.y">asked</a>
    him.<br>He&nbsp;told her.</p><p hidden>unseen 1</p><div aria-hidden="TRUE">unseen 2</div>
    <p style="color:red; Display : None">unseen 3</p><p style="display:/**/none">unseen 4</p>
    <span style="font-size:0">unseen 5</span><template>unseen 6</template><svg><text>unseen</text></svg>
    <noscript>unseen 7</noscript><iframe src="file:///etc/passwd">unseen 8</iframe>
    <p style="font-size:0.9em">seen</p><img src="http://evil.example/pixel.gif">
    <h2>What <b>he</b> said</h2><table><tr><td>the pump</td><td>is old</td></tr></table></body></html>"""
    drafts = drafts_of(tmp_path, "a.html", page)
    assert [(d.title, d.text) for d in drafts] == [
        ("On pumps", "She asked him. He told her.\n\nseen"),
        ("What he said", "the pump | is old"),
    ]


def test_a_page_in_an_encoding_that_it_declares_is_read(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Привет, мастер</p>'
    (draft,) = drafts_of(tmp_path, "a.htm", page.encode("cp1251"))
    assert draft.text == "Привет, мастер"


def test_a_word_document_gives_its_headings_paragraphs_links_and_tables(tmp_path: Path) -> None:
    def write(document: WordDocument) -> None:
        document.add_heading("On presses", 1)
        linked = document.add_paragraph("Read the ")
        linked._p.append(
            parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>study</w:t></w:r></w:hyperlink>")
        )
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Shift", "Night"
        document.sections[0].header.paragraphs[0].text = "Confidential header"
        document.add_heading("Afterwards", 2)
        document.add_paragraph("They spoke.")

    drafts = drafts_of(tmp_path, "a.docx", docx(write))
    assert [(d.title, d.text, d.origin.place) for d in drafts] == [
        ("On presses", "Read the study\n\nShift | Night", "On presses"),
        ("Afterwards", "They spoke.", "Afterwards"),
    ]


def test_of_a_word_document_deleted_and_hidden_words_are_not_read_and_new_ones_are(
    tmp_path: Path,
) -> None:
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>in a form</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    part = f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>".encode()
    data = with_part(docx(lambda document: None), "word/document.xml", part)
    (draft,) = drafts_of(tmp_path, "a.docx", data)
    assert draft.text == "kept new\n\nin a form"


def test_a_pdf_gives_its_headings_as_titles_and_its_pages_as_places(tmp_path: Path) -> None:
    drafts = drafts_of(tmp_path, "a.pdf", pdf(SENTENCE * 10, pages=3))
    assert [d.title for d in drafts] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert [d.origin.place for d in drafts] == ["page 1", "page 2", "page 3"]
    assert [d.text for d in drafts] == [f"{SENTENCE * 10}In shift {n}." for n in (1, 2, 3)]


def test_running_heads_and_page_numbers_of_a_pdf_are_left_out(tmp_path: Path) -> None:
    said = [f"Paragraph {n}. {SENTENCE * 2}That was night {n}." for n in range(60)]
    paper = Paper()
    paper.add_page()
    for text in said:
        paragraph(paper, text)
    drafts = drafts_of(tmp_path, "a.pdf", bytes(paper.output()))
    assert len({d.origin.place for d in drafts}) > 2
    assert "\n\n".join(d.text for d in drafts).split("\n\n") == said


def test_a_sentence_that_runs_over_to_the_next_page_stays_whole(tmp_path: Path) -> None:
    paper = Paper()
    for text in ("He told her about the", "pump on the third floor."):
        paper.add_page()
        paragraph(paper, text)
    (draft,) = drafts_of(tmp_path, "a.pdf", bytes(paper.output()))
    assert draft.text == "He told her about the pump on the third floor."
    assert draft.origin.place == "page 1"


def test_divided_words_of_a_pdf_are_made_whole(tmp_path: Path) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    for line in (
        "Whoever takes respon-",
        "sibility asks the long-",
        "serving ones, the long-serving.",
    ):
        paper.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    (draft,) = drafts_of(tmp_path, "a.pdf", bytes(paper.output()))
    assert (
        draft.text == "Whoever takes responsibility asks the long-serving ones, the long-serving."
    )


def test_a_file_read_by_itself_gives_what_it_gives_in_a_folder(tmp_path: Path) -> None:
    drafts = drafts_of(tmp_path, "a.pdf", pdf())
    upload = (tmp_path / "a.pdf").rename(tmp_path / "upload")
    assert list(read_file(upload, "a.pdf")) == drafts


# --- How it is cut -----------------------------------------------------------------------------------


def cut(*counts: int) -> list[int]:
    """The words of each piece of a document with paragraphs of so many words."""
    blocks = [Block(words(count)) for count in counts]
    return [len(piece.text.split()) for piece in pieces(blocks, otherwise="it")]


def test_pieces_end_where_paragraphs_do_and_are_not_short_if_that_can_be_helped() -> None:
    assert cut(100, 100, 30) == [100, 130]
    assert cut(50, 200, 50) == [50, 200, 50]
    assert cut(30) == [30]
    assert cut(100, 100) == [200]


def test_a_paragraph_that_is_too_long_is_cut_between_sentences() -> None:
    (block,) = [Block(SENTENCE * 20)]
    made = list(pieces([block], otherwise="it"))
    assert [p.title for p in made] == ["it (1)", "it (2)"]
    assert all(SHORTEST <= len(p.text.split()) <= LONGEST and p.text.endswith(".") for p in made)


def test_a_long_title_is_shortened_between_words() -> None:
    (piece,) = pieces([Block(words(40), heading=True), Block("Text.")], otherwise="it")
    assert len(piece.title) <= 90
    assert piece.title.endswith(" w23…")


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 500)), max_size=12))
def test_cutting_loses_no_word_and_makes_no_piece_too_long(shape: list[tuple[bool, int]]) -> None:
    blocks = [Block(words(3 if h else n, f"p{i}n"), heading=h) for i, (h, n) in enumerate(shape)]
    made = list(pieces(blocks, otherwise="it"))
    said = [w for b in blocks if not b.heading for w in b.text.split()]
    assert [w for p in made for w in p.text.split()] == said
    assert all(len(p.text.split()) <= LONGEST for p in made)


# --- Bad files ---------------------------------------------------------------------------------------


def test_empty_files_are_refused(tmp_path: Path) -> None:
    for ending in ENDINGS:
        (tmp_path / f"a.{ending}").touch()
    drafts, refused = imported(tmp_path)
    assert not drafts
    assert [why.partition(";")[0] for why in refused.values()] == ["is empty"] * len(ENDINGS)


def test_files_of_another_type_than_their_names_say_are_refused(tmp_path: Path) -> None:
    for ending in ENDINGS:
        content = docx(lambda document: None) if ending == "pdf" else pdf()
        (tmp_path / f"a.{ending}").write_bytes(content)
    drafts, refused = imported(tmp_path)
    assert not drafts
    for ending in ENDINGS:
        assert f"though its name ends in .{ending}" in refused[f"a.{ending}"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "none of the kinds"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "one with a password"),
        ("a.pdf", b"Just text.", "something else"),
        ("a.txt", b"<!doctype html><p>Hello", "is HTML"),
        ("a.txt", b"{\\rtf1 Hello}", "is RTF"),
        ("a.txt", bytes(range(256)) * 20, "is not text"),
        ("a.md", b"\x89PNG\r\n\x1a\n", "is a picture"),
        ("a.pdf", b"%PDF-1.7\nnothing else", "is damaged"),
        ("a.docx", b"PK\x03\x04 nothing else", "is damaged"),
        ("a.md", b"# A heading\n\n## Another\n", "no text besides headings"),
        ("a.html", b"<p hidden>Nothing to see</p>", "no text besides headings"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    assert why in refusal(tmp_path, name, content)


def test_a_pdf_that_was_cut_off_is_refused_or_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = pdf(SENTENCE * 10, pages=5)
    for share in range(1, 10):
        (tmp_path / f"{share}.pdf").write_bytes(whole[: len(whole) * share // 10])
    drafts, refused = imported(tmp_path)
    assert {d.origin.file for d in drafts} | set(refused) == {f"{n}.pdf" for n in range(1, 10)}


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.write(pdf())
        file.truncate(40 * 2**20)
    _, refused = imported(tmp_path)
    assert "has 40 MB, and 20 are the most" in refused["a.pdf"]


def test_a_pdf_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(501):
        writer.add_blank_page(100, 100)
    file = io.BytesIO()
    writer.write(file)
    assert "has 501 pages, and 500 are the most" in refusal(tmp_path, "a.pdf", file.getvalue())


def test_a_text_of_too_many_characters_is_refused(tmp_path: Path) -> None:
    why = refusal(tmp_path, "a.txt", (SENTENCE * 20_000).encode())
    assert "more than 1,000,000 characters" in why


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(password, owner_password="the owner's", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    assert "protected by a password" in refusal(tmp_path, "a.pdf", encrypted("secret"))


def test_a_pdf_that_is_only_protected_against_printing_is_read(tmp_path: Path) -> None:
    draft = drafts_of(tmp_path, "a.pdf", encrypted(""))[-1]
    assert f"{SENTENCE}In shift 1." in draft.text


def test_a_scanned_pdf_is_refused_with_the_advice_to_recognise_its_text(tmp_path: Path) -> None:
    from PIL import Image

    paper = FPDF()
    paper.add_page()
    paper.image(Image.new("RGB", (60, 60), "grey"))
    assert "run text recognition" in refusal(tmp_path, "a.pdf", bytes(paper.output()))


def test_a_pdf_that_would_take_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream of a few kilobytes that unpacks to millions of instructions."""
    monkeypatch.setattr(importing, "MAX_SECONDS", 3.0)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(pages=5)))
    for page in writer.pages:
        content = pypdf.generic.DecodedStreamObject()
        content.set_data(b"BT /F1 9 Tf (a) Tj ET " * 250_000)
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content.flate_encode())
    file = io.BytesIO()
    writer.write(file)
    assert len(file.getvalue()) < 100_000
    begun = time.monotonic()
    why = refusal(tmp_path, "a.pdf", file.getvalue())
    assert "takes longer than 3 seconds" in why
    assert time.monotonic() - begun < 10


def test_a_page_that_would_take_long_is_given_up_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_SECONDS", 3.0)
    why = refusal(tmp_path, "a.html", b"<div>" * 500_000)
    assert "takes longer than 3 seconds" in why


def test_a_zip_bomb_named_docx_is_refused(tmp_path: Path) -> None:
    whole = docx(lambda document: None)
    spaces = b"<w:document>" + b" " * 15_000_000 + b"</w:document>"
    why = refusal(tmp_path, "a.docx", with_part(whole, "word/document.xml", spaces))
    assert "unpacks to far more" in why


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    spaces = b"<w:document>" + b" " * 15_000_000 + b"</w:document>"
    bomb = with_part(docx(lambda document: None), "word/document.xml", spaces)
    lying = bomb.replace(len(spaces).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert lying != bomb
    assert refusal(tmp_path, "a.docx", lying)


def test_entities_in_a_word_document_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f"<!ENTITY a{n} '{10 * ('&a' + str(n - 1) + ';')}'>" for n in range(1, 10))
    part = f'<!DOCTYPE d [<!ENTITY a0 "ha">{laughs}]><d>&a9;</d>'.encode()
    data = with_part(docx(lambda document: None), "word/document.xml", part)
    assert "defines entities" in refusal(tmp_path, "a.docx", data)


def test_a_spreadsheet_named_docx_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "no Word document" in refusal(tmp_path, "a.docx", file.getvalue())


def test_a_page_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.html", b"<p>" * (MAX_BYTES // 3))


@pytest.mark.parametrize("content", [b"i" * 900_000, b"[a](" * 50_000, b"> " * 10_000 + b"a"])
def test_text_without_end_takes_no_long_time(tmp_path: Path, content: bytes) -> None:
    for ending in ("md", "txt", "html"):
        (tmp_path / f"a.{ending}").write_bytes(content)
    begun = time.monotonic()
    imported(tmp_path)
    assert time.monotonic() - begun < 15


# --- Characters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_common_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "The chef’s café is open – and she asked him how he had slept."
    (draft,) = drafts_of(tmp_path, "a.txt", text.encode(encoding))
    assert draft.text == text


def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    why = refusal(tmp_path, "a.txt", "Мастер спросил её, как прошла ночь.".encode("cp1251"))
    assert "save it as UTF-8" in why


def test_null_control_and_zero_width_characters_are_taken_out(tmp_path: Path) -> None:
    hidden = "\x00\x07\x1b\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\U000e0041\ue000"
    text = f"She{hidden} asked{hidden}ed him.\u2028He told her." + SENTENCE * 10
    (draft,) = drafts_of(tmp_path, "a.md", text)
    assert draft.text.startswith("She askeded him. He told her.")


def test_emoji_and_scripts_that_need_joiners_keep_them() -> None:
    text = "👩\u200d🔧 می\u200cخواهم"
    assert visible(text) == text


# --- Folders -----------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_names_with_what_is_below_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".git/x.txt", "~$b.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("She asked him.")
    drafts, refused = imported(tmp_path)
    assert [d.origin.file for d in drafts] == ["a/b/c.txt", "a/z.txt", "b.txt"]
    assert not refused


def test_links_are_not_followed(tmp_path: Path) -> None:
    (outside := tmp_path / "outside").mkdir()
    (outside / "secret.txt").write_text("The password.")
    (inside := tmp_path / "inside").mkdir()
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "nowhere.txt").symlink_to(inside / "gone.txt")
    drafts, refused = imported(inside)
    assert not drafts
    assert set(refused) == {"file.txt", "folder", "loop", "nowhere.txt"}
    assert all("links are not followed" in why for why in refused.values())


def test_folders_too_deep_are_refused(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("She asked him.")
    (tmp_path / "a.txt").write_text("She asked him.")
    drafts, refused = imported(tmp_path)
    assert [d.origin.file for d in drafts] == ["a.txt"]
    assert list(refused) == ["/".join("d" * 21)]


def test_two_thousand_files_are_read(tmp_path: Path) -> None:
    for number in range(2_000):
        (tmp_path / f"{number}.txt").write_text(f"She asked him {number} times.")
    drafts, refused = imported(tmp_path)
    assert len(drafts) == 2_000
    assert not refused


def test_files_beyond_the_most_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("She asked him.")
    drafts, refused = imported(tmp_path)
    assert len(drafts) == 3
    assert list(refused) == ["3.txt"]
    assert "import the rest by itself" in refused["3.txt"]


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (result,) = read_folder(tmp_path / "gone")
    assert isinstance(result, Refused)
    assert "is no folder" in result.why


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions are faked where the tests run as root, for whom none count."""
    path = tmp_path / "a.txt"
    path.write_text("She asked him.")
    (tmp_path / "closed").mkdir()

    def refuse(*given: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        (result,) = read_document(path, "a.txt")
    assert isinstance(result, Refused)
    assert "give yourself the right to read it" in result.why
    real = os.scandir

    def scandir(folder: Path) -> object:
        return refuse() if folder.name == "closed" else real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    drafts, refused = imported(tmp_path)
    assert len(drafts) == 1
    assert "give yourself the right to read it" in refused["closed"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    _, refused = imported(tmp_path)
    assert "a pipe or a device" in refused["a.txt"]


def test_odd_file_names_are_read_and_can_be_shown(tmp_path: Path) -> None:
    names = ["a\nb.txt", "-rf.txt", "a'\"b;$(c).txt", "ü 日本 👍.txt", "%s{0}.txt", "\u202etxt.md"]
    for name in [*names, os.fsdecode(b"\xff\xfe.txt")]:
        (tmp_path / name).write_text("She asked him.")
    drafts, refused = imported(tmp_path)
    assert len(drafts) == len(names) + 1
    assert not refused
    for draft in drafts:
        assert draft.origin.file.isprintable()
        assert draft.title.isprintable()
        draft.origin.file.encode()


# --- What the program keeps ----------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["socket.connect", "socket.getaddrinfo", "subprocess.Popen"])
def test_the_process_that_reads_reaches_nothing_else(event: str) -> None:
    with pytest.raises(PermissionError):
        worker._stay_here(event, ())


def test_an_import_that_is_broken_off_leaves_no_process(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("She asked him.")
    before = set(psutil.Process().children())
    results = read_folder(tmp_path)
    next(results)
    assert set(psutil.Process().children()) - before
    results.close()
    assert not set(psutil.Process().children()) - before


def test_the_program_itself_loads_none_of_the_libraries(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    code = (
        "import sys; from pathlib import Path; from coach.importing import read_folder\n"
        f"assert list(read_folder(Path({str(tmp_path)!r})))\n"
        "print(*{'pypdf', 'selectolax', 'defusedxml', 'markdown_it'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout.strip() == b""


def test_a_process_that_breaks_off_costs_only_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("She asked him.")
    (tmp_path / "b.txt").write_text("He told her.")
    begin = importing._started
    broken = [True]

    def started() -> "subprocess.Popen[str]":
        process = begin()
        if broken:
            broken.clear()
            process.kill()
        return process

    monkeypatch.setattr(importing, "_started", started)
    drafts, refused = imported(tmp_path)
    assert [d.origin.file for d in drafts] == ["b.txt"]
    assert "broke off" in refused["a.txt"]


# --- Whatever is in it ---------------------------------------------------------------------------------


def bare_pdf() -> bytes:
    """A PDF whose text is not compressed, so that damage reaches it."""
    paper = FPDF()
    paper.set_compression(False)
    for _ in range(2):
        paper.add_page()
        heading(paper, "On asking")
        paragraph(paper, SENTENCE * 3)
    return bytes(paper.output())


WORD = docx(lambda document: document.add_table(2, 2).cell(0, 0).add_paragraph(SENTENCE))
with zipfile.ZipFile(io.BytesIO(WORD)) as parts:
    WORD_PART = parts.read("word/document.xml")
PAGE = b"<title>T</title><h1>On</h1><p style='x'>She <b>asked</b> him.<table><tr><td>x<td hidden>y"
NOTES = (
    b"---\ntitle: T\n---\n# On\n\nShe *asked* [him](x).\n\n- a\n\n| a | b |\n|---|---|\n| c | d |\n"
)
WHOLE = {
    "pdf": bare_pdf(),
    "docx": WORD_PART,
    "html": PAGE,
    "htm": PAGE,
    "md": NOTES,
    "markdown": NOTES,
    "txt": b"On\n==\n\nShe asked respon-\nsibly.\n\n- a\n- b\n",
}


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A name's ending, and anything for content: bytes, text, or a good document that was damaged."""
    ending = draw(st.sampled_from(ENDINGS))
    if draw(st.integers(0, 3)) == 0:
        return ending, draw(st.one_of(st.binary(max_size=400), st.text().map(str.encode)))
    data = bytearray(WHOLE[ending])
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(0, len(data)))
        data[begin : begin + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    if ending == "docx":
        return ending, with_part(WORD, "word/document.xml", bytes(data))
    return ending, bytes(data)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files())
def test_no_bytes_raise_or_leave_control_characters(
    tmp_path: Path, file: tuple[str, bytes]
) -> None:
    path = tmp_path / f"a.{file[0]}"
    path.write_bytes(file[1])
    results = read_document(path, path.name)
    assert results
    for result in results:
        if isinstance(result, Draft):
            said = result.title + result.text.replace("\n\n", "") + result.origin.place
            assert not {unicodedata.category(c) for c in said} & {"Cc", "Cs", "Co"}
            assert result.title and result.text.strip() == result.text
        else:
            assert result.why


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(files(), min_size=20, max_size=20))
def test_a_folder_of_any_files_is_read_to_its_end(
    tmp_path: Path, contents: list[tuple[str, bytes]]
) -> None:
    for old in tmp_path.iterdir():
        old.unlink()
    for number, (ending, content) in enumerate(contents):
        (tmp_path / f"{number}.{ending}").write_bytes(content)
    drafts, refused = imported(tmp_path)
    assert {d.origin.file for d in drafts} | set(refused) == {p.name for p in tmp_path.iterdir()}
