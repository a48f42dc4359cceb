"""The site's three roles, as groups, so that the admin shows them from the first day."""

from django.db import migrations

ROLES = ("ROLE_USER", "ROLE_ADMIN", "ROLE_INTERVIEWER")


def create_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_sessions")]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
