"""Networks are folded before they run: fewer steps, the same answers."""

from __future__ import annotations

from pathlib import Path

import numpy
import onnxruntime
import pytest
import rapidocr_onnxruntime

from kernel.reading.network import folded

NETWORKS = Path(rapidocr_onnxruntime.__file__).parent / "models"


def answer(network: bytes, shape: tuple[int, ...]) -> numpy.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    given = numpy.random.default_rng(7).uniform(-1, 1, shape).astype(numpy.float32)
    found: numpy.ndarray = session.run(None, {session.get_inputs()[0].name: given})[0]
    return found


@pytest.mark.parametrize(
    ("name", "shape"),
    [("ch_PP-OCRv4_det_infer.onnx", (1, 3, 96, 160)), ("ch_PP-OCRv4_rec_infer.onnx", (1, 3, 48, 104))],
)
def test_a_folded_network_answers_the_same(name: str, shape: tuple[int, ...]) -> None:
    """To the fifth digit, whatever it is shown."""
    whole = (NETWORKS / name).read_bytes()
    assert numpy.abs(answer(folded(whole), shape) - answer(whole, shape)).max() < 1e-5


def test_what_is_folded_stays_so() -> None:
    """Nothing is left to fold a second time, and the characters it knows are carried along."""
    once = folded((NETWORKS / "ch_PP-OCRv4_rec_infer.onnx").read_bytes())
    assert len(folded(once)) == len(once)
    assert "民".encode() in once
