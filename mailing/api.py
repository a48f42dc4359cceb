"""The REST door of mailing: where SES's bounces and complaints come in, if mail goes by SES."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from fusemeet.drf import api_not_found


@csrf_exempt
def events(request: HttpRequest) -> HttpResponse:
    """POST by SNS; signed, and of the topic that the operator named. There is no such path where none is named."""
    if not settings.AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS:
        return api_not_found(request)
    from mailing.sns import EventsView  # with it comes all of boto3, which other instances need not load

    return EventsView.as_view()(request)
