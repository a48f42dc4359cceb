"""Paths under /api/groups."""

from django.urls import path

from groups import api

urlpatterns = [
    path("groups", api.GroupsView.as_view(), name="api-groups"),
    path("groups/<int:group_id>", api.GroupView.as_view(), name="api-group"),
    path("groups/<int:group_id>/members", api.MembersView.as_view(), name="api-group-members"),
    path("groups/<int:group_id>/members/<str:user_id>", api.MemberView.as_view(), name="api-group-member"),
    path("groups/<int:group_id>/invitations", api.InvitationsView.as_view(), name="api-group-invitations"),
    path(
        "groups/<int:group_id>/invitations/<int:invitation_id>",
        api.InvitationView.as_view(),
        name="api-group-invitation",
    ),
    path("groups/<int:group_id>/import", api.ImportView.as_view(), name="api-group-import"),
]
