"""The project as an application: its commands, template tags and start-up checks."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register


class FuseMeetConfig(AppConfig):
    name = "fusemeet"
    verbose_name = "FuseMeet"

    def ready(self) -> None:
        from fusemeet.checks import CHECKS

        for check, (tag, only_for_deployment) in CHECKS.items():
            register(check, tag, deploy=only_for_deployment)


class AdministrationConfig(AdminConfig):
    """Django's administration, behind two-factor; every app registers its tables with it as usual."""

    default_site = "accounts.two_factor.admin_site.AdministrationSite"
