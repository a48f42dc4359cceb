"""Bounces and complaints by SNS: only what AWS signed, by version 2, for the topic that the operator named, counts."""

import base64
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.core.cache.backends.dummy import DummyCache
from django.test import Client
from django_ses.utils import EventMessageVerifier

from mailing import sns
from mailing.models import OutgoingMail, State, SuppressedAddress
from mailing.outbox import queue

pytestmark = pytest.mark.django_db
TOPIC = "arn:aws:sns:eu-central-1:123456789012:mail-events"
CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc123.pem"
CONFIRM = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Fields = dict[str, str]


def certificate(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    day = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), day, day + timedelta(1)
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Aws:
    """What stands behind the addresses that are fetched; nothing else is reached, and every address is noted."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {CERTIFICATE: certificate(KEY), CONFIRM: b"<ok/>"}
        self.fetched: list[str] = []
        self.bodies: dict[str, io.BytesIO] = {}

    def get(self, url: str, *, timeout: float, allow_redirects: bool, stream: bool) -> requests.Response:
        assert timeout <= 10 and allow_redirects is False and stream is True
        self.fetched.append(url)
        answer = requests.Response()
        answer.status_code = 200 if url in self.pages else 404
        answer.raw = self.bodies[url] = io.BytesIO(self.pages.get(url, b""))
        answer.close = lambda: None  # type: ignore[method-assign] # how far it was read is looked at
        return answer


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Aws:
    made = Aws()
    settings.AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS = [TOPIC]
    monkeypatch.setattr(sns, "_certificates", {})
    monkeypatch.setattr(requests, "get", made.get)
    monkeypatch.setattr("django_ses.utils.urlopen", None)  # the library's own way out
    return made


def sign(fields: Fields, key: rsa.RSAPrivateKey = KEY, algorithm: Any = None) -> Fields:
    text = EventMessageVerifier(fields)._get_bytes_to_sign()
    assert text is not None
    signature = key.sign(text, padding.PKCS1v15(), algorithm or hashes.SHA256())
    return fields | {"Signature": base64.b64encode(signature).decode()}


def notification(event: object, **changes: str) -> Fields:
    return {
        "Type": "Notification",
        "MessageId": "d9d47a5f-5d4c-5ea4-a3c2-1f0b3c1d9e5f",
        "TopicArn": TOPIC,
        "Message": event if isinstance(event, str) else json.dumps(event),
        "Timestamp": "2026-11-21T12:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        **changes,
    }


def bounce(address: str = "ada@example.org", kind: str = "Permanent", **changes: str) -> Fields:
    recipient = {"emailAddress": address, "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
    body = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [recipient]}
    return notification({"eventType": "Bounce", "mail": {"messageId": "x"}, "bounce": body}, **changes)


def confirmation(url: str, **changes: str) -> Fields:
    fields = notification("You have chosen to subscribe", **changes)
    return fields | {"Type": "SubscriptionConfirmation", "Token": "abc", "SubscribeURL": url}


def post(body: object, address: str = "198.51.100.1") -> int:
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    client = Client(enforce_csrf_checks=True, headers={"X-Forwarded-For": address})
    return client.post("/api/mail/events", text, content_type="text/plain").status_code


def suppressed() -> list[str]:
    return list(SuppressedAddress.objects.order_by("pk").values_list("email", flat=True))


def test_a_bounce_suppresses_its_address_and_the_mail_says_why(
    aws: Aws, note: str, outbox_mails: Any
) -> None:
    assert post(sign(bounce("Ada@Example.org"))) == 200
    assert post(sign(bounce("ada@example.org"))) == 200
    [row] = SuppressedAddress.objects.all()
    assert (row.reason, row.count, row.detail) == ("BOUNCE", 2, "smtp; 550 5.1.1 user unknown")
    assert aws.fetched == [CERTIFICATE], "fetched once"
    queue(note, to="ada@example.org")
    queue(note, to="bob@example.org")
    assert [mail.to for mail in outbox_mails()] == [["bob@example.org"]]
    failed = OutgoingMail.objects.get(to="ada@example.org")
    assert (failed.state, failed.last_error) == (State.FAILED, "Not sent. Ada@Example.org: Does not exist")
    row.delete()
    queue(note, to="ada@example.org")
    assert len(outbox_mails()) == 2


def test_a_complaint_suppresses_its_address(aws: Aws) -> None:
    body = {"complaintFeedbackType": "abuse", "complainedRecipients": [{"emailAddress": "ada@example.org"}]}
    assert post(sign(notification({"notificationType": "Complaint", "mail": {}, "complaint": body}))) == 200
    [row] = SuppressedAddress.objects.all()
    assert (row.email, row.reason, row.detail) == ("ada@example.org", "COMPLAINT", "abuse")


def test_a_full_mailbox_suppresses_nobody(aws: Aws) -> None:
    assert post(sign(bounce(kind="Transient"))) == 200
    assert suppressed() == []


SHA1 = hashes.SHA1()  # noqa: S303  (refused is what it should be)
FORGERIES: dict[str, Callable[[], Fields]] = {
    "no signature": bounce,
    "a signature that is none": lambda: bounce() | {"Signature": "%%%"},
    "another key": lambda: sign(bounce(), OTHER_KEY),
    "changed afterwards": lambda: sign(bounce("bob@example.org")) | {"Message": bounce()["Message"]},
    "the topic written over": lambda: sign(bounce(TopicArn=TOPIC + "2")) | {"TopicArn": TOPIC},
    "another account's topic": lambda: sign(bounce(TopicArn=TOPIC.replace("123456789012", "999999999999"))),
    "another region's topic": lambda: sign(bounce(TopicArn=TOPIC.replace("eu-central-1", "us-east-1"))),
    "no topic": lambda: sign(bounce(TopicArn="")),
    "version 1": lambda: sign(bounce(SignatureVersion="1"), algorithm=SHA1),
    "version 1 called 2": lambda: sign(bounce(), algorithm=SHA1),
    "letters that base64 has not": lambda: bounce() | {"Signature": "é"},
    "half a character": lambda: bounce(MessageId="\ud800") | {"Signature": "QUJD"},
    "an unknown type": lambda: {**bounce(), "Type": "Shout", "Signature": "QUJD"},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_event_is_refused(aws: Aws, forgery: str) -> None:
    assert post(FORGERIES[forgery]()) == 400
    assert suppressed() == []
    assert set(aws.fetched) <= {CERTIFICATE}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/SimpleNotificationService-abc123.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-abc123.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-abc123.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-abc123.pem",
        "https://sns.eu-central-1.amazonaws.com:444/SimpleNotificationService-abc123.pem",
        "https://bucket.s3.amazonaws.com/SimpleNotificationService-abc123.pem",
        "https://sns.eu-central-1.amazonaws.com/other.pem",
        CERTIFICATE + "?1",
        CERTIFICATE + "?",
        CERTIFICATE + "#1",
        CERTIFICATE + "%3F1",
        "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc123.pem",
        "file:///etc/SimpleNotificationService-abc123.pem",
        "https://[::1",
        "",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(aws: Aws, url: str) -> None:
    aws.pages[url] = certificate(OTHER_KEY)
    assert post(sign(bounce(SigningCertURL=url), OTHER_KEY)) == 400
    assert aws.fetched == [] and suppressed() == []


def test_a_certificate_that_cannot_be_had_now_can_be_had_later(aws: Aws) -> None:
    page = aws.pages.pop(CERTIFICATE)
    assert post(sign(bounce())) == 400, "SNS sends it again"
    aws.pages[CERTIFICATE] = page
    assert post(sign(bounce())) == 200 and suppressed() == ["ada@example.org"]


def nth(number: int) -> str:
    return CERTIFICATE.replace("abc123", f"abc{number}")


def test_one_network_has_us_fetch_so_many_certificates_and_others_are_heard(aws: Aws, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(sns.FETCHES):
        assert post(sign(bounce(SigningCertURL=nth(number))), "203.0.113.7") == 400
    assert len(aws.fetched) == sns.FETCHES
    assert post(sign(bounce(SigningCertURL=nth(99))), "203.0.113.7") == 429
    assert post(sign(bounce()), "203.0.113.7") == 429, "SNS sends it again"
    assert len(aws.fetched) == sns.FETCHES
    assert post(sign(bounce()), "203.0.113.8") == 200
    assert post(sign(bounce("bob@example.org")), "203.0.113.7") == 200, "what is here need not be fetched"
    assert suppressed() == ["ada@example.org", "bob@example.org"]


def test_nothing_is_fetched_while_it_cannot_be_counted(aws: Aws, settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "strict": {"BACKEND": "tests.mailing.test_sns.Away"}}
    assert post(sign(bounce())) == 429
    assert aws.fetched == []


class Away(DummyCache):
    """A cache that does not answer."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError("away")


def test_what_is_larger_than_a_certificate_is_not_read_to_its_end(aws: Aws) -> None:
    aws.pages[CERTIFICATE] += b"\n" * 10_000_000
    assert post(sign(bounce())) == 400
    assert aws.bodies[CERTIFICATE].tell() <= sns.CERTIFICATE_BYTES + 8192
    assert suppressed() == []


def test_the_subscription_of_our_topic_is_confirmed(aws: Aws) -> None:
    assert post(sign(confirmation(CONFIRM))) == 200
    assert aws.fetched == [CERTIFICATE, CONFIRM]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?Action=ConfirmSubscription",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://sns.eu-central-1.amazonaws.com.evil.example/",
        "https://sns.eu-central-1.amazonaws.com\\@evil.example/",
        "",
    ],
)
def test_a_subscription_that_is_confirmed_elsewhere_is_not_fetched(aws: Aws, url: str) -> None:
    aws.pages[url] = b""
    assert post(sign(confirmation(url))) == 200
    assert aws.fetched == [CERTIFICATE]


def test_the_subscription_of_another_topic_or_without_a_signature_is_refused(aws: Aws) -> None:
    other = TOPIC.replace("123456789012", "999999999999")
    assert post(sign(confirmation(CONFIRM, TopicArn=other))) == 400
    assert aws.fetched == []
    assert post(confirmation(CONFIRM)) == 400
    assert CONFIRM not in aws.fetched


UTF_16 = json.dumps(bounce()).encode("utf-16")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"1",
        b"null",
        b'{"TopicArn": {}}',
        b'{"TopicArn": 1}',
        b"{" * 9000,
        b"[" * 90000,
        UTF_16,
    ],
)
def test_what_is_no_message_is_refused(aws: Aws, body: bytes) -> None:
    assert post(body) == 400
    assert aws.fetched == []


@pytest.mark.parametrize(
    "event",
    [
        "no JSON",
        [],
        7,
        {},
        {"eventType": "Bounce"},
        {"eventType": "Bounce", "bounce": []},
        {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": "all"}},
        {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": [7, {}]}},
        {"eventType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": "x" * 300}]}},
        {"eventType": "Received", "mail": {}},
        {"eventType": "Delivery", "mail": {}, "delivery": {}},
        {"eventType": ["Bounce"]},
    ],
)
def test_an_event_that_says_nothing_changes_nothing(aws: Aws, event: object) -> None:
    assert post(sign(notification(event))) == 200
    assert suppressed() == []


def test_there_is_no_such_path_without_a_topic_and_only_post_with_one(aws: Aws, settings: Any) -> None:
    assert Client().get("/api/mail/events").status_code == 405
    settings.AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS = []
    assert post(sign(bounce())) == 404
    assert suppressed() == []
