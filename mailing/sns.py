"""SES's events by SNS: django-ses's view, with what makes them trustworthy done strictly.

A signature says that a message comes from some AWS topic, and everybody may have one; the topic's name says that it is
ours, and only counts because it is signed. So both must be right, the signature must be of version 2 (SHA-256; version
1 is SHA-1), and a certificate or a confirmation is fetched from the SNS host of our topic's own region alone.
"""

import base64
import hashlib
import json
import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django_ses.utils import EventMessageVerifier
from django_ses.views import SESEventWebhookView

from fusemeet.network import address_of, network_of
from mailing.feedback import take_bounce, take_complaint

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5
# A certificate is fetched before a signature can be checked, so for anybody: so often in so many seconds by network.
FETCHES, FETCHES_SECONDS = 10, 600
CERTIFICATE_BYTES = 64 * 1024
ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_.-]+")
CERTIFICATE_PATH = re.compile(r"/SimpleNotificationService-[a-z0-9]+\.pem")
Message = dict[str, Any]
_certificates: dict[str, x509.Certificate] = {}


class EventsView(SESEventWebhookView):
    """POST by SNS. 400 for whatever is not ours; 200 for the rest, so that SNS does not send it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        message = _object(request.body)
        # Before anything is fetched for it: is this a message at all, and of our topic?
        if message is None or not all(isinstance(value, str) for value in message.values()):
            return HttpResponseBadRequest("No SNS message.")
        if not self.verify_event_topic(message):
            log.warning("an event of another topic was refused: %.200r", message.get("TopicArn"))
            return HttpResponseBadRequest("Untrusted topic.")
        if not self._may_ask_for(message):
            return HttpResponse("Too many certificates.", status=429)
        if message.get("Type") == "Notification" and _object(message.get("Message", "")) is None:
            # SES greets a new topic in plain words. The library wants an object.
            return HttpResponse() if is_signed(message) else HttpResponseBadRequest("Not signed.")
        return super().post(request, *args, **kwargs)

    def _may_ask_for(self, message: Message) -> bool:
        """Whether the message's certificate is here already, or may be fetched for this client."""
        url, arn = message.get("SigningCertURL", ""), message.get("TopicArn", "")
        if url in _certificates or not _is_certificate(url, arn):
            return True  # it is not fetched
        meta = self.request.META
        address = address_of(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))
        return _count_fetch(network_of(address))

    def verify_event_topic(self, notification: Message) -> bool:
        return notification.get("TopicArn") in settings.AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS

    def verify_event_message(self, notification: Message) -> bool:
        return is_signed(notification)

    def handle_subscription_confirmation(self, notification: Message) -> None:
        url = notification.get("SubscribeURL", "")
        if not _is_of_our_region(url, notification["TopicArn"]):
            log.warning("a subscription that is confirmed elsewhere was refused: %.200r", url)
            return
        try:
            with requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer:
                answer.raise_for_status()
        except (requests.RequestException, ValueError) as problem:
            log.error("the subscription could not be confirmed: %s", problem)

    def handle_bounce(self, notification: Message, message: Message) -> None:
        take_bounce(_part(message, "bounce"))

    def handle_complaint(self, notification: Message, message: Message) -> None:
        take_complaint(_part(message, "complaint"))

    def handle_received(self, notification: Message, message: Message) -> None:
        """Nobody writes to us."""


def is_signed(notification: Message) -> bool:
    """Whether AWS signed this message, by signature version 2."""
    if notification.get("SignatureVersion") != "2":
        return False
    try:
        signed = EventMessageVerifier(notification)._get_bytes_to_sign()
        signature = base64.b64decode(notification.get("Signature", ""), validate=True)
    except ValueError:  # half a character, which JSON can hold; letters that base64 has not
        return False
    certificate = _certificate(notification.get("SigningCertURL", ""), notification.get("TopicArn", ""))
    if not signed or certificate is None:
        return False
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _certificate(url: str, arn: str) -> x509.Certificate | None:
    """Kept once it is fetched; a failure is not, or one bad moment would shut out every later event."""
    if not _is_certificate(url, arn):
        return None
    if url not in _certificates:
        try:
            _certificates[url] = x509.load_pem_x509_certificate(_fetch(url))
        except (requests.RequestException, ValueError) as problem:
            log.warning("no certificate from %s: %s", url, problem)
            return None
    return _certificates[url]


def _fetch(url: str) -> bytes:
    """Raises requests.RequestException, and ValueError for a page that is larger than any certificate."""
    page = b""
    with requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer:
        answer.raise_for_status()
        for part in answer.iter_content(8192):
            page += part
            if len(page) > CERTIFICATE_BYTES:
                raise ValueError("it is too large")
    return page


def _count_fetch(network: str) -> bool:
    """Whether one more is within the limit; while the strict cache is away nothing is, and SNS asks again later."""
    digest = hashlib.sha256(network.encode()).hexdigest()[:32]
    name = f"sns-fetch:{int(time.time()) // FETCHES_SECONDS}:{digest}"
    try:
        cache = caches["strict"]
        cache.add(name, 0, timeout=FETCHES_SECONDS + 60)
        return bool(cache.incr(name) <= FETCHES)
    except Exception:  # whatever a cache's client raises
        log.exception("the strict cache does not count")
        return False


def _is_certificate(url: str, arn: str) -> bool:
    """Whether SNS of our region keeps its certificates there; with a query every address would be a new one."""
    if not _is_of_our_region(url, arn) or "?" in url or "#" in url:
        return False
    return bool(CERTIFICATE_PATH.fullmatch(urlsplit(url).path))


def _is_of_our_region(url: str, arn: str) -> bool:
    topic = ARN.fullmatch(arn)
    if topic is None:
        return False
    host = f"sns.{topic[2]}.amazonaws.com" + (".cn" if topic[1] == "aws-cn" else "")
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc == host


def _object(text: str | bytes) -> Message | None:
    """The JSON object that `text` is, if it is one."""
    try:
        found = json.loads(text.decode() if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _part(message: Message, name: str) -> Message:
    part = message.get(name)
    return part if isinstance(part, dict) else {}
