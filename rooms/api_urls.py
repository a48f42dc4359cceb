"""Paths under /api/rooms/."""

from django.urls import path

from rooms import api, code_api, code_history_api, guest_api, permissions_api, sharing_api

urlpatterns = [
    path("create", api.create, name="api-room-create"),
    path("active", api.active, name="api-rooms-active"),
    path("health", api.health, name="api-rooms-health"),
    path("clear-cache", api.clear_cache, name="api-rooms-clear-cache"),
    path("<str:room_id>", api.RoomView.as_view(), name="api-room"),
    path("<str:room_id>/join", api.join, name="api-room-join"),
    path("<str:room_id>/guest", guest_api.GuestView.as_view(), name="api-room-guest"),
    path("<str:room_id>/leave", api.leave, name="api-room-leave"),
    path("<str:room_id>/end", api.end, name="api-room-end"),
    path("<str:room_id>/open", api.open_again, name="api-room-open"),
    path("<str:room_id>/owner", api.owner, name="api-room-owner"),
    path("<str:room_id>/grants", api.GrantsView.as_view(), name="api-room-grants"),
    path("<str:room_id>/grants/<int:grant_id>", api.GrantView.as_view(), name="api-room-grant"),
    path(
        "<str:room_id>/media-permissions",
        permissions_api.MediaPermissionsView.as_view(),
        name="api-room-media-permissions",
    ),
    path("<str:room_id>/participants", api.participants, name="api-room-participants"),
    path("<str:room_id>/participants/<str:user_id>/remove", api.remove, name="api-room-remove"),
    path("<str:room_id>/share", sharing_api.ShareView.as_view(), name="api-room-share"),
    path("<str:room_id>/invitations", sharing_api.InvitationsView.as_view(), name="api-room-invitations"),
    path(
        "<str:room_id>/invitations/<int:invitation_id>",
        sharing_api.InvitationView.as_view(),
        name="api-room-invitation",
    ),
    path("<str:room_id>/code", code_api.CodeView.as_view(), name="api-room-code"),
    path(
        "<str:room_id>/code/history", code_history_api.CodeHistoryView.as_view(), name="api-room-code-history"
    ),
    path(
        "<str:room_id>/code/authors", code_history_api.CodeAuthorsView.as_view(), name="api-room-code-authors"
    ),
    path("<str:room_id>/ws-ticket", api.ws_ticket, name="api-room-ticket"),
]
