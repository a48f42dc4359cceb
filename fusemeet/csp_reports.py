"""Where browsers report what the content security policy stopped: one bounded line in the log for each."""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.throttle import client_network, count_or_refuse
from fusemeet.errors import Problem
from signaling.frames import BadFrame, parse_json

log = logging.getLogger("fusemeet.csp")

MOST_BYTES = 16 * 1024
MOST_REPORTS = 5  # of one request; a browser gathers them
MOST_CHARACTERS = 200
# Our name for it: the name in `report-uri` reports, and in those of the Reporting API.
FIELDS = {
    "page": ("document-uri", "documentURL"),
    "directive": ("effective-directive", "effectiveDirective"),
    "blocked": ("blocked-uri", "blockedURL"),
    "source": ("source-file", "sourceFile"),
    "line": ("line-number", "lineNumber"),
}
# A visitor's own extensions put things into our pages; that is between them and their browser.
EXTENSIONS = ("chrome-extension", "moz-extension", "safari-extension", "safari-web-extension")


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """204; 400 for what is no report, 413 for a large one, 429 for too many from one network."""
    try:
        count_or_refuse("csp-report", client_network(request))
    except Problem as problem:
        return HttpResponse(status=problem.status)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        reports = _reports(parse_json(body.decode("utf-8")))
    except (BadFrame, UnicodeDecodeError, ValueError):
        return HttpResponse(status=400)
    for report in reports[:MOST_REPORTS]:
        told = {ours: _word(report, *theirs) for ours, theirs in FIELDS.items()}
        if not (told["source"] or told["blocked"]).startswith(EXTENSIONS):
            # As ASCII JSON: a report can neither end the line nor steer a terminal.
            log.warning("%s %s", settings.CSP_REPORT_PATH, json.dumps(told))
    return HttpResponse(status=204)


def _reports(data: Any) -> list[dict[str, Any]]:
    """The reports in either of the two shapes. Raises ValueError for anything else."""
    if isinstance(data, dict):
        found: list[Any] = [data.get("csp-report")]
    elif isinstance(data, list):
        found = [each.get("body") for each in data if isinstance(each, dict)]
    else:
        raise ValueError("neither shape")
    if not found or not all(isinstance(report, dict) for report in found):
        raise ValueError("no report")
    return found


def _word(report: dict[str, Any], *names: str) -> str:
    """The value under one of the names, short; an address without its query, where a token may be."""
    value = str(next((report[name] for name in names if report.get(name) not in (None, "")), ""))
    try:
        parts = urlsplit(value)
        if parts.scheme and parts.netloc:
            value = f"{parts.scheme}://{parts.netloc}{parts.path}"
    except ValueError:
        pass  # it only looks like an address
    return value[:MOST_CHARACTERS]
