from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "cecosesola.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from cecosesola.kernel.grants import grant_after_migrate

        post_migrate.connect(grant_after_migrate, sender=self)
