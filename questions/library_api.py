"""REST doors to one's own library of questions, and to those of one's earlier rooms."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from accounts.picture_api import BoundedMultiPartParser
from accounts.throttle import count_or_refuse
from fusemeet.drf import ApiResponse, BoundedJSONParser, NewestFirst, ok
from questions import importing, library
from questions import serializers as shapes
from questions.api import TAGS
from questions.exporting import export_library
from questions.presentation import earlier_info, kept_info
from questions.selectors import earlier_questions
from questions.texts import Words, clean_words
from rooms.api import body

PAGED = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


def words_in(request: Request) -> Words:
    asked = body(request, shapes.KeptRequest)
    return clean_words(question=asked["question"], difficulty=asked["difficulty"], category=asked["category"])


def query(request: Request, shape: Any) -> dict[str, Any]:
    asked = shape(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


class LibraryView(APIView):
    """The questions that one keeps."""

    @extend_schema(parameters=[shapes.LibraryQuery, *PAGED], responses=shapes.LibraryPage, tags=TAGS)
    def get(self, request: Request) -> Response:
        """The newest first; `search` is looked for in text and category."""
        user, pages = user_of(request), NewestFirst()
        found = library.kept_questions(user, **query(request, shapes.LibraryQuery))
        page = pages.paginate_queryset(found, request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        shown = [kept_info(question) for question in page]
        return Response({"questions": shown, "categories": library.categories_of(user), **links})

    @extend_schema(request=shapes.KeptRequest, responses={201: shapes.KeptAnswer}, tags=TAGS)
    def post(self, request: Request) -> Response:
        """409 `question_kept` when it is there in the same words, `library_full`."""
        user = user_of(request)
        count_or_refuse("questions", str(user.pk))
        kept = library.keep_question(user=user, words=words_in(request))
        said = ok("The question is in your library.", kept_info(kept))
        return Response(said, status=status.HTTP_201_CREATED)


class KeptView(APIView):
    """One of them."""

    @extend_schema(request=shapes.KeptRequest, responses=shapes.KeptAnswer, tags=TAGS)
    def put(self, request: Request, question_id: int) -> Response:
        user = user_of(request)
        count_or_refuse("questions", str(user.pk))
        kept = library.change_kept(user=user, question=question_id, words=words_in(request))
        return Response(ok("The question was changed.", kept_info(kept)))

    @extend_schema(responses=ApiResponse, tags=TAGS)
    def delete(self, request: Request, question_id: int) -> Response:
        user = user_of(request)
        count_or_refuse("questions", str(user.pk))
        library.forget_question(user=user, question=question_id)
        return Response(ok("The question was deleted."))


class ImportView(APIView):
    """Many at once. A form's body could come from a foreign page: the door asks a browser for its token first."""

    parser_classes = (BoundedJSONParser, BoundedMultiPartParser)

    @extend_schema(
        request={
            "multipart/form-data": shapes.QuestionImportRequest,
            "application/json": shapes.QuestionImportRequest,
        },
        parameters=[OpenApiParameter("preview", bool)],
        responses=shapes.QuestionImportAnswer,
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """With `?preview=1` nothing is written. Otherwise 400 `bad_lines` unless all can be read or `skipInvalid`."""
        user = user_of(request)
        importing.require_small(request._request)
        count_or_refuse("question-import", str(user.pk))
        asked = body(request, shapes.QuestionImportRequest)
        read = importing.read_source(
            user=user, file=asked.get("file"), text=asked.get("text", ""), kind=asked.get("format", "")
        )
        added = 0
        preview = request.query_params.get("preview", "") in {"1", "true"}
        if not preview:
            added = importing.import_questions(user=user, read=read, skip_invalid=asked["skipInvalid"])
        message = read.summary if preview else f"{added} added to your library."
        return Response(ok(message) | {"added": added, **read.as_wire()})


class AsAsked(DefaultContentNegotiation):
    """`format` says what the file is, and not which of the framework's renderers."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]


class ExportView(APIView):
    """All of them as one file."""

    content_negotiation_class = AsAsked

    @extend_schema(
        parameters=[shapes.ExportQuery],
        responses={(200, "text/markdown"): OpenApiTypes.STR, (200, "text/csv"): OpenApiTypes.STR},
        tags=TAGS,
    )
    def get(self, request: Request) -> HttpResponse:
        """What import reads again as it was; in CSV nothing is a spreadsheet's formula."""
        user = user_of(request)
        count_or_refuse("question-export", str(user.pk))
        return export_library(user, query(request, shapes.ExportQuery)["format"])


class EarlierView(APIView):
    """The questions of one's rooms."""

    @extend_schema(
        parameters=[OpenApiParameter("search", str), *PAGED], responses=shapes.EarlierPage, tags=TAGS
    )
    def get(self, request: Request) -> Response:
        """Of every room that one is a host of, the newest first."""
        pages = NewestFirst()
        search = query(request, shapes.LibraryQuery)["search"]
        found = earlier_questions(user_of(request), search=search).order_by("-id")
        page = pages.paginate_queryset(found, request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response({"questions": [earlier_info(question) for question in page], **links})
