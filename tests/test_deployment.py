"""What can be said about the image and the composition without an engine that runs them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {"migrate", "web", "worker"}


def instructions(word: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{word} +(.+)$", joined, re.M)


def test_every_copied_path_exists() -> None:
    for line in instructions("COPY"):
        if line.startswith("--from"):
            continue
        *sources, _ = line.split()
        missing = [source for source in sources if not (ROOT / source).exists()]
        assert not missing, f"COPY {line}"


def test_the_styles_see_in_the_image_what_they_see_here() -> None:
    sources = re.findall(
        r'^@source "\.\./\.\./\.\./(\w+)"', (ROOT / "frontend/src/styles/site.css").read_text(), re.M
    )
    assert "templates" in sources
    copied = instructions("COPY")
    assert not [name for name in sources if f"{name}/ ../{name}/" not in copied]


def test_the_image_runs_without_root_and_says_whether_it_works() -> None:
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER fusemeet$", last, re.M)
    assert "/actuator/ready" in last
    assert last.index("USER fusemeet") < last.index("CMD [")


def test_no_secret_is_in_the_image() -> None:
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|KEY)", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "var"} <= set(ignored)


def test_processes_get_the_signals_themselves() -> None:
    """The exec form: with a shell in between SIGTERM would reach nobody."""
    assert all(line.startswith("[") for line in instructions("CMD"))
    assert all(isinstance(SERVICES[name].get("command", []), list) for name in OURS)


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def published(service: dict[str, Any]) -> list[str]:
    """What a service's own ports are that the outside reaches."""
    return [str(port).split("/")[0].rpartition(":")[2] for port in service.get("ports", [])]


def test_no_other_ports_are_reachable_than_those_of_the_web_and_of_turn() -> None:
    for name, service in SERVICES.items():
        assert "network_mode" not in service, f"{name}: in the host's network every port would be open"
        for port in published(service):
            low, _, high = port.partition("-")
            relay = int(low) >= 49152 and int(high or low) <= 65535
            assert relay or port in {"80", "443", "3478", "5349"}, f"{name} publishes {port}"


def test_a_port_that_is_not_for_the_outside_is_seen() -> None:
    assert published({"ports": ["127.0.0.1:3306:3306", "8080:80", "49160-49200:49160-49200/udp"]}) == [
        "3306", "80", "49160-49200",
    ]  # fmt: skip


def test_one_image_serves_every_process_and_one_worker_has_the_beat() -> None:
    assert {SERVICES[name]["image"] for name in OURS} == {"fusemeet"}
    beats = [
        n for n, s in SERVICES.items() if "worker" in s.get("command", []) and "--no-beat" not in s["command"]
    ]
    assert beats == ["worker"]


def test_the_composition_is_no_development_instance() -> None:
    for name in OURS:
        assert SERVICES[name]["environment"]["DEBUG"] == "0"
        # One proxy is in the composition; who puts another in front says so in .env.
        assert SERVICES[name]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"


def test_nothing_serves_before_the_tables_are_there() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_redis_throws_nothing_out() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "fusemeet" or re.search(r":\d", image), f"{name}: {image}"


def test_the_proxy_adds_what_it_saw_at_the_right_and_hides_the_inside() -> None:
    conf = (ROOT / "deploy/nginx.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in conf
    assert re.search(r"location ~\* \^/\+\(actuator\|metrics\|[^{]*\{\s*return 404;", conf)
    locations = re.findall(r"location [^{]*\{([^}]*)\}", conf)
    assert not [each for each in locations if "proxy_set_header" in each], (
        "it would undo the headers of the server"
    )
