"""The encoder and the ear: a damaged file is named with its remedy; any message can be heard."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from coach.ear import load_ear
from coach.encoder import MANIFEST, OnnxEncoder
from coach.errors import EncoderError
from coach.services import ROOT, Services
from coach.text import sentences


@pytest.fixture
def folder(encoder_folder: Path, tmp_path: Path) -> Path:
    """An encoder of the test's own; the big file is a link until a test replaces it."""
    made = tmp_path / "encoder"
    made.mkdir()
    (made / "model.onnx").symlink_to(encoder_folder / "model.onnx")
    for name in (MANIFEST, "tokenizer.json"):
        shutil.copy2(encoder_folder / name, made / name)
    return made


def _replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def test_an_encoder_that_is_whole_opens(folder: Path) -> None:
    vectors = OnnxEncoder(folder).encode(["Nobody asked.", "Why?", "Nobody asked."])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-5)
    assert vectors[0] @ vectors[1] < 0.99


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", MANIFEST])
def test_a_missing_file_is_said_with_its_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EncoderError, match="Run: coach prepare"):
        OnnxEncoder(folder)


def test_a_model_of_another_size_than_the_manifest_says_is_damaged(folder: Path) -> None:
    _replace(folder / "model.onnx", b"\x08\x01half a download")
    with pytest.raises(EncoderError, match=r"damaged\. Run: coach prepare"):
        OnnxEncoder(folder)


def test_a_model_of_the_right_size_that_is_no_model_is_refused(folder: Path) -> None:
    _replace(folder / "model.onnx", b"\0" * 64)
    about = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(about | {"bytes": 64}))
    with pytest.raises(EncoderError, match="Run: coach prepare"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '"x"', "{}", "null"])
def test_a_manifest_that_describes_nothing_is_refused(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content)
    with pytest.raises(EncoderError, match="Run: coach prepare"):
        OnnxEncoder(folder)


def test_a_damaged_tokenizer_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": "1.0", "model": ')
    with pytest.raises(EncoderError, match="Run: coach prepare"):
        OnnxEncoder(folder)


@pytest.mark.parametrize(
    "text",
    ["", "🙂🙂", "...", "好", "word " * 3000, "Nobody asked. Nobody ever asks."],
    ids=["nothing", "emoji", "dots", "one letter", "long", "talk"],
)
def test_any_message_has_a_vector_and_one_for_each_sentence(
    warm_services: Services, text: str
) -> None:
    spans = [(s.start, s.end) for s in sentences(text)]
    whole, rows = warm_services.encoder.encode_spans(text, spans)
    assert rows.shape == (len(spans), whole.shape[0])
    assert np.isfinite(whole).all()
    assert np.isfinite(rows).all()


def test_nothing_to_encode_is_no_error(warm_services: Services) -> None:
    assert len(warm_services.encoder.encode([])) == 0


def test_a_sentence_keeps_its_meaning_inside_a_message(warm_services: Services) -> None:
    text = "The pump is broken again. My daughter was born on Sunday."
    spans = [(s.start, s.end) for s in sentences(text)]
    _, rows = warm_services.encoder.encode_spans(text, spans)
    pump, child = warm_services.encoder.encode(["machine out of order", "a new baby"])
    assert rows[0] @ pump > rows[1] @ pump
    assert rows[1] @ child > rows[0] @ child


@pytest.fixture
def ear(tmp_path: Path) -> Path:
    made = tmp_path / "ear"
    made.mkdir()
    for path in (ROOT / "knowledge" / "ear").iterdir():
        if path.name.startswith("heads"):
            shutil.copy2(path, made / path.name)
        else:
            (made / path.name).symlink_to(path)
    return made


def test_the_ear_that_ships_opens(ear: Path) -> None:
    assert {"habit", "strength", "level", "turn"} <= load_ear(ear).heads.keys()


def test_heads_that_were_changed_are_refused(ear: Path) -> None:
    data = bytearray((ear / "heads.safetensors").read_bytes())
    data[-1] ^= 0xFF
    (ear / "heads.safetensors").write_bytes(bytes(data))
    with pytest.raises(EncoderError, match=r"digest.*Run: git checkout"):
        load_ear(ear)


def test_heads_of_another_encoder_are_refused(ear: Path) -> None:
    about = json.loads((ear / "heads.json").read_text())
    (ear / "heads.json").write_text(json.dumps(about | {"encoder": "another"}))
    with pytest.raises(EncoderError, match=r"another.*Run: git checkout"):
        load_ear(ear)


@pytest.mark.parametrize("name", ["heads.json", "heads.safetensors"])
def test_a_missing_part_of_the_ear_is_said_with_its_remedy(ear: Path, name: str) -> None:
    (ear / name).unlink()
    with pytest.raises(EncoderError, match="Run: git checkout"):
        load_ear(ear)
