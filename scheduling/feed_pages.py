"""The page on which somebody makes, renews and revokes the secret address of their calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from scheduling.calendar_feeds import address_of, renew_feed, revoke_feed
from scheduling.models import CalendarFeed


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed_settings(request: HttpRequest) -> HttpResponse:
    """`do` is "make" (also for a new address) or "revoke"."""
    user = user_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke_feed(user=user)
        else:
            renew_feed(user=user)
        return redirect("calendar-feed-settings")
    feed = CalendarFeed.objects.filter(user=user).first()
    address = address_of(feed) if feed else None
    context = {
        "feed": feed,
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}" if address else "",
    }
    return render(request, "scheduling/feed.html", context)
