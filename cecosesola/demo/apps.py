from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cecosesola.demo"
    label = "demo"
