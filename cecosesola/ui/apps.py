from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cecosesola.ui"
    label = "ui"
