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
from workflows import releases

_OVERLAYS = sorted(path.parent.name for path in (ROOT / "deploy/k8s/overlays").glob("*/kustomization.yaml"))
_PORTALS = {"portal": "public", "staff-portal": "staff"}
"""The sides of the portal, each a deployment of its own."""
_LOG = "transparency"
_EVERYTHING = (*ACTING, *_PORTALS, _LOG)


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
            room = service.removeprefix("staff-")
            assert container["args"] == [f"services.{room}.main", part]
            assert (ROOT / "services" / room / "main.py").exists()
        side = [{"name": "KAIYE_PORTAL_SIDE", "value": _PORTALS[service]}] if service in _PORTALS else []
        variable = f"KAIYE_{service.removeprefix('staff-').upper()}_LISTEN"
        assert container["env"] == [{"name": variable, "value": "0.0.0.0:8080"}, *side]
        assert {"livenessProbe", "readinessProbe", "startupProbe", "resources"} <= container.keys()


def test_workers_of_two_releases_overlap() -> None:
    """No old worker ends before a new one is there to take charge, and its image has the code a release is known by."""
    assert _deployments("base")["workflows-worker"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    copied = (ROOT / "deploy/images/Dockerfile").read_text(encoding="utf-8")
    assert all(f"COPY {pattern.split('/')[0]} " in copied for pattern in releases.CODE)


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


def test_a_province_shows_certificates_to_its_servers() -> None:
    """Each deployment its own, in every container that runs, migrations too; and what is set is where it is mounted."""
    for name, deployment in _deployments("overlays/province").items():
        pod = deployment["spec"]["template"]["spec"]
        held = {volume["name"]: volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume}
        assert held == {"tls": f"kaiye-{name.rpartition('-')[0]}-tls"}, name
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            assert {"name": "tls", "mountPath": "/tls", "readOnly": True} in container["volumeMounts"], name
    (settings,) = [m["data"] for m in _rendered("overlays/province") if m["kind"] == "ConfigMap"]
    set_to = {settings[f"KAIYE_TLS_{what}_FILE"] for what in ("CA", "CERTIFICATE", "KEY")}
    assert set_to == {"/tls/ca.crt", "/tls/tls.crt", "/tls/tls.key"}
    assert settings["KAIYE_NATS_URL"].startswith("tls://") and settings["KAIYE_S3_SECURE"] == "true"
    assert settings["KAIYE_NATS_REPLICAS"] == "3"


def test_secrets_are_for_those_who_need_them() -> None:
    """Everybody has the codec's key and their own; only services that leave parts have the exchange's."""
    for name, deployment in _deployments("base").items():
        service = name.rsplit("-", 1)[0]
        given = {each["secretRef"]["name"] for each in _container(deployment)["envFrom"] if "secretRef" in each}
        own = set() if service == "workflows" else {f"kaiye-{service}"}
        exchange = set() if service in {"workflows", *_PORTALS, _LOG} else {"kaiye-exchange"}
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


def _kind(folder: str, kind: str) -> list[dict[str, Any]]:
    return [manifest for manifest in _rendered(folder) if manifest["kind"] == kind]


def test_every_container_is_bounded() -> None:
    """None takes all the processors or all the memory of the machine it runs on."""
    for name, deployment in _deployments("base").items():
        pod = deployment["spec"]["template"]["spec"]
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            assert container["resources"]["limits"].keys() == {"cpu", "memory"}, name


def _selects(policy: dict[str, Any], labels: dict[str, str]) -> bool:
    selector = policy["spec"]["podSelector"]
    named = selector.get("matchLabels", {}).items() <= labels.items()
    return named and all(
        each["operator"] == "In" and labels.get(each["key"]) in each["values"]
        for each in selector.get("matchExpressions", ())
    )


def _reached(labels: dict[str, str]) -> set[tuple[str, int]]:
    """Namespace (empty: this one) and port of everything that a pod may speak to; a policy without a target or a port
    would let it speak to anybody."""
    found = set()
    for policy in _kind("base", "NetworkPolicy"):
        if "Egress" not in policy["spec"]["policyTypes"] or not _selects(policy, labels):
            continue
        for rule in policy["spec"]["egress"]:
            for target in rule["to"]:
                names = target.get("namespaceSelector", {"matchLabels": {}})["matchLabels"]
                assert names or target.keys() == {"podSelector"}, policy["metadata"]["name"]
                found |= {(names.get("kubernetes.io/metadata.name", ""), port["port"]) for port in rule["ports"]}
    return found


def test_pods_speak_to_those_they_need() -> None:
    """Every pod is under a policy of what leaves it. The pages reach no data, APIs no Temporal, NATS is reached by
    those that tell agencies, and the log reaches no object."""
    inside = {("kube-system", 53), ("", 8080)}
    data, temporal, nats = {("database", 5432), ("storage", 8333)}, {("temporal", 7233)}, {("nats", 4222)}
    outside = {("outside", 80), ("outside", 443)}
    for name, deployment in _deployments("base").items():
        service, part = name.rsplit("-", 1)
        expected = inside | (temporal if part == "worker" or service in _PORTALS else set())
        expected |= data if service in ACTING else set()
        expected |= nats if service in {"notice", _LOG} else set()
        expected |= {("database", 5432)} if service == _LOG else set()
        asking = {"identity", "filing", "signing", "licence", "archive", "notice", _LOG}
        expected |= outside if service in asking else set()
        assert _reached(deployment["spec"]["template"]["metadata"]["labels"]) == expected, name


def test_a_visitor_stays_with_one_replica() -> None:
    """A session that two replicas of the portal renew at the same moment would be taken for a stolen one."""
    for portal in _PORTALS:
        (service,) = (each for each in _kind("base", "Service") if each["metadata"]["name"] == f"{portal}-api")
        assert service["spec"]["sessionAffinity"] == "ClientIP"
    for overlay in _OVERLAYS:
        for ingress in _kind(f"overlays/{overlay}", "Ingress"):
            if ingress["metadata"]["name"] in _PORTALS:
                assert ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"


def test_images_are_named_by_digest() -> None:
    """What an overlay runs and what the image is built on cannot become something else under the same name; the
    cluster refuses a pod of another image."""
    for overlay in _OVERLAYS:
        for name, deployment in _deployments(f"overlays/{overlay}").items():
            pod = deployment["spec"]["template"]["spec"]
            for container in (*pod.get("initContainers", ()), *pod["containers"]):
                assert "@sha256:" in container["image"], name
        (policy,) = _kind(f"overlays/{overlay}", "ValidatingAdmissionPolicy")
        (binding,) = _kind(f"overlays/{overlay}", "ValidatingAdmissionPolicyBinding")
        assert (binding["spec"]["policyName"], binding["spec"]["validationActions"]) == (
            policy["metadata"]["name"],
            ["Deny"],
        )
    built_on = [line for line in (ROOT / "deploy/images/Dockerfile").read_text("utf-8").splitlines() if "FROM" in line]
    assert built_on and all("_DIGEST}" in line for line in built_on)


def test_the_staffs_portal_is_not_reached_from_outside() -> None:
    """Its pods take requests from the inner ingress and each other alone; the public host leads to the public side."""
    for policy in _kind("base", "NetworkPolicy"):
        if "Ingress" not in policy["spec"]["policyTypes"]:
            continue
        labels = {"app.kubernetes.io/name": "staff-portal", "app.kubernetes.io/component": "api"}
        if _selects(policy, labels):
            assert all(rule.get("from") for rule in policy["spec"]["ingress"]), policy["metadata"]["name"]
    for overlay in _OVERLAYS:
        ingresses = {each["metadata"]["name"]: each["spec"] for each in _kind(f"overlays/{overlay}", "Ingress")}
        for name, kind in (("portal", None), ("staff-portal", "inner")):
            ways = [path for rule in ingresses[name]["rules"] for path in rule["http"]["paths"]]
            assert {way["backend"]["service"]["name"] for way in ways} == {f"{name}-api"}
            assert ingresses[name].get("ingressClassName") == kind
