"""What all REST endpoints share: the one error envelope, `ApiResponse`, cursor pages and bounded JSON."""

import logging
import math
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from fusemeet.database_errors import passing_problem
from fusemeet.errors import NotFound, Problem
from signaling.frames import BadFrame, parse_json

log = logging.getLogger(__name__)

ID = re.compile(r"[0-9]{1,18}")  # every database can compare it

CODES = {
    status.HTTP_400_BAD_REQUEST: "invalid",
    status.HTTP_401_UNAUTHORIZED: "not_signed_in",
    status.HTTP_403_FORBIDDEN: "forbidden",
    status.HTTP_404_NOT_FOUND: "not_found",
    status.HTTP_405_METHOD_NOT_ALLOWED: "method_not_allowed",
    status.HTTP_406_NOT_ACCEPTABLE: "not_acceptable",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    status.HTTP_429_TOO_MANY_REQUESTS: "rate_limited",
}


class ApiResponse(serializers.Serializer[Any]):
    """The shape of `ok`, for the schema."""

    success = serializers.BooleanField()
    message = serializers.CharField()


def ok(message: str, data: Any = None) -> dict[str, Any]:
    """An `ApiResponse`; with `data` an `ApiResponse<T>`."""
    body: dict[str, Any] = {"success": True, "message": message}
    if data is not None:
        body["data"] = data
    return body


def envelope(code: str, message: str, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"success": False, "code": code, "message": message}
    if errors:
        body["errors"] = errors
    return body


def problem_response(problem: Problem) -> Response:
    response = Response(envelope(problem.code, problem.message, problem.errors), status=problem.status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def handle_exception(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: every cause ends in the one envelope, and exception text never reaches a client."""
    if isinstance(exc, Problem):
        return problem_response(exc)
    if isinstance(exc, Http404):
        return problem_response(NotFound())
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.ValidationError):
        return Response(
            envelope("invalid", "Please check what you entered.", _fields(exc.detail)), status=400
        )
    if isinstance(exc, exceptions.APIException):
        code = CODES.get(exc.status_code, "error")
        if isinstance(exc, exceptions.ParseError):
            code = "bad_json"
        response = Response(envelope(code, _sentence(exc.detail)), status=exc.status_code)
        if isinstance(exc, exceptions.Throttled):
            response["Retry-After"] = str(math.ceil(getattr(exc, "wait", None) or 1))
        if header := getattr(exc, "auth_header", None):
            response["WWW-Authenticate"] = header
        return response
    request = context.get("request")
    if problem := passing_problem(exc):
        log.warning("the database refused %s: %r", getattr(request, "path", "?"), exc)
        return problem_response(problem)
    log.exception("unhandled error in %s", getattr(request, "path", "?"))
    return Response(
        envelope("server_error", "Something broke on our side. It has been recorded."), status=500
    )


def _sentence(detail: Any) -> str:
    if isinstance(detail, list):
        return " ".join(str(part) for part in detail)
    if isinstance(detail, dict):
        return " ".join(str(part) for part in detail.values())
    return str(detail)


def _fields(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, dict):
        return {"nonFieldErrors": [str(part) for part in (detail if isinstance(detail, list) else [detail])]}
    flat: dict[str, list[str]] = {}
    for name, value in detail.items():
        key = "nonFieldErrors" if name == "non_field_errors" else str(name)
        if isinstance(value, dict):
            flat[key] = [f"{inner}: {' '.join(texts)}" for inner, texts in _fields(value).items()]
        else:
            flat[key] = [str(part) for part in (value if isinstance(value, list) else [value])]
    return flat


class BoundedJSONParser(JSONParser):
    """JSON by the same strict reader as the socket: no deep nesting, no doubled keys, no NaN, no lone surrogates."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return parse_json(stream.read().decode("utf-8"))
        except (BadFrame, UnicodeDecodeError):
            raise exceptions.ParseError("That is not valid JSON.") from None


class NewestFirst(CursorPagination):
    """Cursor pages for every list that is not bounded by the contract."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Any:
        """A cursor that we did not make is no page: what it points to is an id, and nothing else reaches the query."""
        cursor = super().decode_cursor(request)
        position = cursor.position if cursor else None
        if position is not None and not ID.fullmatch(str(position)):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor


def api_not_found(request: Any, rest: str = "") -> JsonResponse:
    """An unknown path under /api/ answers in the envelope too, not with a page."""
    return JsonResponse(envelope("not_found", "There is no such path."), status=404)
