"""Paths of the groups' pages."""

from django.urls import path

from groups import pages, people_pages

urlpatterns = [
    path("groups/", pages.group_list, name="groups"),
    path("groups/new/", pages.new_group, name="group-new"),
    path("groups/<int:group_id>/", pages.group, name="group"),
    path("groups/<int:group_id>/edit/", pages.edit_group, name="group-edit"),
    path("groups/<int:group_id>/add/", people_pages.add_people, name="group-add"),
    path("groups/<int:group_id>/leave/", pages.leave_group, name="group-leave"),
    path("groups/<int:group_id>/delete/", pages.delete_group, name="group-delete"),
    path("groups/<int:group_id>/members/<int:user_id>/role/", pages.change_role, name="group-role"),
    path("groups/<int:group_id>/members/<int:user_id>/remove/", pages.remove_member, name="group-remove"),
    path(
        "groups/<int:group_id>/invitations/<int:invitation_id>/remove/",
        pages.withdraw_invitation,
        name="group-withdraw",
    ),
]
