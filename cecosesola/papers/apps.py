from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "cecosesola.papers"
    label = "papers"
