"""service.yaml: what it may say, and what is said of its mistakes."""

from pathlib import Path

import pytest

from pipelines.settings import SAMPLE
from snis.errors import DeploymentError
from snis.service_policy import FILE, ServicePolicy, load_service_policy

EMAIL = "{kind: email, name: correo, host: mx.example.org, sender: a@example.org, recipients: [b@example.org]"
HOOK = "{kind: webhook, name: sala, url: "


def test_without_the_file_there_are_targets_and_nobody_is_told(tmp_path: Path) -> None:
    policy = load_service_policy(tmp_path)
    assert policy == ServicePolicy()
    assert policy.service_levels.targets.noches_a_tiempo == 95
    assert policy.alerts.channels == ()


def test_the_sample_says_what_a_deployment_may_say() -> None:
    assert load_service_policy(SAMPLE).service_levels.night_ends_by == "06:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2", "demasiado grande"),
        ('service_levels: {night_ends_by: "25:00"}', "se esperaba una hora"),
        ("service_levels: {targets: {noches: 3}}", "noches"),
        ("alerts: {channels: [" + EMAIL + ", password: x}]}", "password"),
        (
            "alerts: {channels: [" + EMAIL + ", user: u, password_env: secreto}]}",
            "variable que empieza por PADRON_",
        ),
        ("alerts: {channels: [" + EMAIL + ", user: u}]}", "van juntos"),
        ("alerts: {channels: [" + EMAIL + ", security: none}]}", "sin cifrar"),
        ("alerts: {channels: [" + EMAIL + "}, " + EMAIL + "}]}", "dos veces"),
        ("alerts: {channels: [" + EMAIL.replace("[b@example.org]", "[nadie]") + "}]}", "una dirección"),
        ("alerts: {channels: [" + EMAIL + ", ca_file: ../otra/ca.pem}]}", "carpeta del despliegue"),
        ("alerts: {channels: [" + HOOK + "http://example.org/}]}", "por http"),
        ("alerts: {channels: [" + HOOK + "ftp://example.org/}]}", "https"),
        ("alerts: {channels: [" + HOOK + '"https://u:c@example.org/"}]}', "usuario"),
        ("alerts: {channels: [" + HOOK + "https://example.org/, secret_env: HOME}]}", "variable que empieza"),
        ("alerts: {routes: [{severities: [critica], channels: [guardia]}]}", "no hay un canal guardia"),
        ("alerts: {routes: [{severities: [urgente], channels: [guardia]}]}", "critica"),
        ('alerts: {quiet_hours: {begin: "9pm", end: "06:00"}}', "se esperaba una hora"),
    ],
)
def test_a_mistake_is_said_in_words(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(DeploymentError) as failed:
        load_service_policy(tmp_path)
    assert said in failed.value.message
    assert failed.value.place == FILE
