"""The manifests render, fit the Kubernetes schemas, and run exactly the services of the tree."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.architecture.rooms import ACTING, ROOT

_OVERLAYS = sorted(path.parent.name for path in (ROOT / "deploy/k8s/overlays").glob("*/kustomization.yaml"))
_LOG = "transparency"
_EVERYTHING = (*ACTING, "portal", _LOG)


@cache
def _rendered(folder: str) -> list[dict[str, Any]]:
    kubectl = Path(sys.executable).with_name("kubectl")
    command = [str(kubectl), "kustomize", str(ROOT / "deploy/k8s" / folder)]
    rendered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return list(yaml.safe_load_all(rendered))


def _deployments(folder: str) -> dict[str, dict[str, Any]]:
    return {m["metadata"]["name"]: m for m in _rendered(folder) if m["kind"] == "Deployment"}


def _container(deployment: dict[str, Any]) -> dict[str, Any]:
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    found: dict[str, Any] = container
    return found


@pytest.mark.parametrize("folder", ["base", *(f"overlays/{name}" for name in _OVERLAYS)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_manifests_fit_the_schemas(folder: str) -> None:
    """Every object validates strictly: no unknown field, no wrong type."""
    for manifest in _rendered(folder):
        kubernetes_validate.validate(manifest, "1.32", strict=True)


def test_deployments_are_the_services() -> None:
    """One API per service, one worker per service with a queue, for the workflows and the log; nothing else."""
    expected = {f"{name}-api" for name in _EVERYTHING} | {f"{name}-worker" for name in (*ACTING, "workflows", _LOG)}
    assert set(_deployments("base")) == expected


def test_every_container_runs_its_own_module() -> None:
    """The command names a module that exists and listens where the probes look."""
    for name, deployment in _deployments("base").items():
        service, part = name.rsplit("-", 1)
        container = _container(deployment)
        if service == "workflows":
            assert container["args"] == ["workflows.worker"]
        else:
            assert container["args"] == [f"services.{service}.main", part]
            assert (ROOT / "services" / service / "main.py").exists()
        assert container["env"] == [{"name": f"KAIYE_{service.upper()}_LISTEN", "value": "0.0.0.0:8080"}]
        assert {"livenessProbe", "readinessProbe", "startupProbe", "resources"} <= container.keys()


def test_only_migrations_know_the_owner_of_a_schema() -> None:
    """The secret with the owner's address is in the environment of the init container and of nothing that runs."""
    for name, deployment in _deployments("base").items():
        pod = deployment["spec"]["template"]["spec"]
        secrets = {
            kind: [s["secretRef"]["name"] for c in pod.get(kind, ()) for s in c["envFrom"] if "secretRef" in s]
            for kind in ("initContainers", "containers")
        }
        assert not [secret for secret in secrets["containers"] if secret.endswith("-owner")]
        if secrets["initContainers"]:
            assert f"kaiye-{name.removesuffix('-api')}-owner" in secrets["initContainers"]


def test_secrets_are_for_those_who_need_them() -> None:
    """Everybody has the codec's key and their own; only services that leave parts have the exchange's."""
    for name, deployment in _deployments("base").items():
        service = name.rsplit("-", 1)[0]
        given = {each["secretRef"]["name"] for each in _container(deployment)["envFrom"] if "secretRef" in each}
        own = set() if service == "workflows" else {f"kaiye-{service}"}
        exchange = set() if service in {"workflows", "portal", _LOG} else {"kaiye-exchange"}
        assert given == {"kaiye-codec"} | own | exchange, name


def test_no_secret_is_in_the_tree() -> None:
    """Secrets are referred to by name and never written here."""
    for folder in ("base", *(f"overlays/{name}" for name in _OVERLAYS)):
        manifests = _rendered(folder)
        assert not [m for m in manifests if m["kind"] == "Secret"]
        (settings,) = (m["data"] for m in manifests if m["kind"] == "ConfigMap")
        assert not [key for key in settings if key.endswith(("KEYS", "KEY", "PASSWORD", "DATABASE_URL"))]


def test_selectors_meet_their_pods() -> None:
    """Each Service and budget selects exactly one Deployment's pods."""
    deployments = _deployments("base").values()
    pods = [d["spec"]["template"]["metadata"]["labels"].items() for d in deployments]
    for manifest in _rendered("base"):
        if manifest["kind"] == "Service":
            selector = manifest["spec"]["selector"]
        elif manifest["kind"] == "PodDisruptionBudget":
            selector = manifest["spec"]["selector"]["matchLabels"]
        else:
            continue
        assert sum(selector.items() <= labels for labels in pods) == 1, manifest["metadata"]["name"]
