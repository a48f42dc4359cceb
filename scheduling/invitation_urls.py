"""Paths of what invited people and calendars open without an account."""

from django.urls import path

from scheduling import feed, feed_pages, invitation_pages

urlpatterns = [
    path("invitations/<str:token>/", invitation_pages.invitation, name="session-invitation"),
    path("calendar/feed/", feed_pages.feed_settings, name="calendar-feed-settings"),
    path("calendar/feed/<str:token>.ics", feed.calendar_feed, name="calendar-feed"),
]
