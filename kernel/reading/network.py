"""Networks as they are on disk (ONNX), and what their exporter left unfolded: the same answers for half the work.

Each layer of these networks is a convolution, a scale and an offset, h-swish, and a scale and an offset again. An
exporter wrote that as nine steps over all pixels; scale and offset belong into the weights, and h-swish is two steps.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from numpy.typing import NDArray

Weights = NDArray[numpy.float32]

_FLOAT = 1
_A_FLOAT = 1
_SCALARS = ("Mul", "Add")


def folded(network: bytes) -> bytes:
    """The same network with fewer steps; what has another shape than known here stays as it is."""
    model = _model().FromString(network)
    graph = _Graph(model.graph)
    graph.fold_activations()
    graph.fold_before_activations()
    graph.fold_after_activations()
    graph.write()
    written: bytes = model.SerializeToString()
    return written


class _Graph:
    """Nodes by what they make and by what they take; nodes that were folded into others are gone."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._nodes = list(graph.node)
        self._gone: set[int] = set()
        self._made: dict[str, Any] = {}
        self._taken: dict[str, list[Any]] = defaultdict(list)
        self._weights: dict[str, Weights] = {each.name: _weights(each) for each in graph.initializer if _is_float(each)}
        self._outputs = {each.name for each in graph.output}
        for node in self._nodes:
            if node.op_type == "Constant" and _is_float(node.attribute[0].t):
                self._weights[node.output[0]] = _weights(node.attribute[0].t)
            for name in node.input:
                self._taken[name].append(node)
            for name in node.output:
                self._made[name] = node

    def fold_activations(self) -> None:
        """x · clip(x + 3, 0, 6) / 6 is x · hard sigmoid(x)."""
        for clip in self._all("Clip"):
            add = self._made.get(clip.input[0])
            times = self._next(clip.output[0], "Mul")
            over = self._next(times.output[0], "Div") if times else None
            if (
                add is None
                or times is None
                or over is None
                or add.op_type != "Add"
                or self._next(add.output[0], "Clip") is None
            ):
                continue
            numbers = [self._number(each) for each in (add.input[1], clip.input[1], clip.input[2], over.input[1])]
            if numbers != [3.0, 0.0, 6.0, 6.0] or add.input[0] not in times.input:
                continue
            add.op_type = "HardSigmoid"
            del add.input[1:]
            add.attribute.add(name="alpha", f=1 / 6, type=_A_FLOAT)
            add.attribute.add(name="beta", f=0.5, type=_A_FLOAT)
            self._rewire(times, [add.input[0], add.output[0]], over.output[0])
            self._drop(clip, over)

    def fold_before_activations(self) -> None:
        """What scales and moves the result of a convolution goes into its weights."""
        for convolution in self._all("Conv"):
            scale, offset, steps = self._affine(convolution.output[0])
            weights, bias = self._of(convolution)
            if not steps or weights is None:
                continue
            inputs = [convolution.input[0], self._keep(weights * scale), self._keep(bias * scale + offset)]
            self._rewire(convolution, inputs, steps[-1].output[0])
            self._drop(*steps)

    def fold_after_activations(self) -> None:
        """What scales and moves the result of an activation goes into the next convolution; where that one sees a
        border of zeros, which are not moved, both become one step."""
        for times in self._all("Mul"):
            made_by = [self._made.get(name) for name in times.input]
            if not any(maker is not None and maker.op_type == "HardSigmoid" for maker in made_by):
                continue
            scale, offset, steps = self._affine(times.output[0])
            if not steps:
                continue
            following = self._next(steps[-1].output[0], "Conv")
            weights, bias = self._of(following) if following else (None, None)
            if following is not None and weights is not None and bias is not None and not _has_border(following):
                moved = bias + offset * weights.sum(axis=(1, 2, 3))
                inputs = [times.output[0], self._keep(weights * scale), self._keep(moved)]
                self._rewire(following, inputs, following.output[0])
                self._drop(*steps)
            elif len(steps) > 1:
                self._normalise(times, made_by, scale, offset, steps)

    def write(self) -> None:
        left = [node for node in self._nodes if id(node) not in self._gone]
        used = {name for node in left for name in node.input}
        left = [node for node in left if node.op_type != "Constant" or node.output[0] in used]
        copies = [type(node).FromString(node.SerializeToString()) for node in left]
        del self._graph.node[:]
        self._graph.node.extend(copies)

    def _normalise(self, times: Any, made_by: list[Any], scale: float, offset: float, steps: list[Any]) -> None:
        channels = next((len(w) for maker in made_by if maker is not None and (w := self._of(maker)[0]) is not None), 0)
        if not channels:
            return
        last = steps[-1]
        last.op_type = "BatchNormalization"
        last.attribute.add(name="epsilon", f=0.0, type=_A_FLOAT)
        of_each = [numpy.full(channels, value, numpy.float32) for value in (scale, offset, 0, 1)]
        self._rewire(last, [times.output[0], *map(self._keep, of_each)], last.output[0])
        self._drop(*steps[:-1])

    def _affine(self, name: str) -> tuple[float, float, list[Any]]:
        """By how much the result is scaled and moved before anything else happens to it, and the steps that do so."""
        scale, offset, steps = 1.0, 0.0, []
        while (step := self._next(name, *_SCALARS)) is not None:
            number = next((self._number(each) for each in step.input if each != name), None)
            if number is None:
                break
            scale, offset = (scale * number, offset * number) if step.op_type == "Mul" else (scale, offset + number)
            steps.append(step)
            name = step.output[0]
        return scale, offset, steps

    def _all(self, kind: str) -> list[Any]:
        return [node for node in self._nodes if node.op_type == kind and id(node) not in self._gone]

    def _next(self, name: str, *kinds: str) -> Any | None:
        """Who takes this, if it is one alone and of this kind."""
        takers = [] if name in self._outputs else self._taken[name]
        return takers[0] if len(takers) == 1 and takers[0].op_type in kinds else None

    def _number(self, name: str) -> float | None:
        found = self._weights.get(name)
        return float(found.item()) if found is not None and found.size == 1 else None

    def _of(self, node: Any) -> tuple[Weights | None, Any]:
        weights = self._weights.get(node.input[1]) if node.op_type == "Conv" else None
        if weights is None:
            return None, None
        bias = self._weights.get(node.input[2]) if len(node.input) > 2 else None
        return weights, numpy.zeros(len(weights), numpy.float32) if bias is None else bias

    def _keep(self, weights: Any) -> str:
        name = f"folded.{len(self._weights)}"
        self._weights[name] = numpy.ascontiguousarray(weights, numpy.float32)
        self._graph.initializer.add(
            name=name, data_type=_FLOAT, dims=self._weights[name].shape, raw_data=self._weights[name].tobytes()
        )
        return name

    def _rewire(self, node: Any, inputs: list[str], output: str) -> None:
        for name in {*node.input}:
            self._taken[name] = [each for each in self._taken[name] if each is not node]
        del node.input[:], node.output[:]
        node.input.extend(inputs)
        node.output.append(output)
        self._made[output] = node
        for name in {*inputs}:
            self._taken[name].append(node)

    def _drop(self, *nodes: Any) -> None:
        """Their results are made by others now, or by nobody."""
        for node in nodes:
            self._gone.add(id(node))
            for name in {*node.input}:
                self._taken[name] = [each for each in self._taken[name] if each is not node]


def _has_border(convolution: Any) -> bool:
    return any(any(each.ints) for each in convolution.attribute if each.name == "pads")


def _is_float(tensor: Any) -> bool:
    return bool(tensor.data_type == _FLOAT)


def _weights(tensor: Any) -> Weights:
    flat = numpy.frombuffer(tensor.raw_data, numpy.float32) if tensor.raw_data else numpy.array(tensor.float_data)
    return flat.astype(numpy.float32, copy=False).reshape(tuple(tensor.dims))


@cache
def _model() -> Any:
    """As much of the format (onnx.proto) as is changed here; all else is carried along unread."""
    file = descriptor_pb2.FileDescriptorProto(name="network.proto", package="network", syntax="proto2")
    for name, fields in _FORMAT.items():
        message = file.message_type.add(name=name)
        for field, number, kind, label in fields:
            added = message.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                added.type, added.type_name = _KINDS.TYPE_MESSAGE, f".network.{kind}"
            else:
                added.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("network.Model"))


_KINDS = descriptor_pb2.FieldDescriptorProto
_ONE, _MANY = _KINDS.LABEL_OPTIONAL, _KINDS.LABEL_REPEATED
_TEXT, _WHOLE, _REAL, _BYTES = _KINDS.TYPE_STRING, _KINDS.TYPE_INT64, _KINDS.TYPE_FLOAT, _KINDS.TYPE_BYTES
_FORMAT: dict[str, tuple[tuple[str, int, Any, Any], ...]] = {
    "Model": (("graph", 7, "Graph", _ONE),),
    "Graph": (("node", 1, "Node", _MANY), ("initializer", 5, "Tensor", _MANY), ("output", 12, "Value", _MANY)),
    "Value": (("name", 1, _TEXT, _ONE),),
    "Node": (
        ("input", 1, _TEXT, _MANY),
        ("output", 2, _TEXT, _MANY),
        ("op_type", 4, _TEXT, _ONE),
        ("attribute", 5, "Attribute", _MANY),
    ),
    "Attribute": (
        ("name", 1, _TEXT, _ONE),
        ("f", 2, _REAL, _ONE),
        ("t", 5, "Tensor", _ONE),
        ("ints", 8, _WHOLE, _MANY),
        ("type", 20, _WHOLE, _ONE),
    ),
    "Tensor": (
        ("dims", 1, _WHOLE, _MANY),
        ("data_type", 2, _WHOLE, _ONE),
        ("float_data", 4, _REAL, _MANY),
        ("name", 8, _TEXT, _ONE),
        ("raw_data", 9, _BYTES, _ONE),
    ),
}
