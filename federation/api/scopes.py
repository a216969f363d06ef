"""What the token machinery asks about scopes: each client has its own."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from federation.models import Scope


class ClientScopes(BaseScopes):
    """A client may ask for what two people let it do, and gets all of it when it names nothing."""

    def get_all_scopes(self) -> dict[str, str]:
        return {value: str(label) for value, label in Scope.choices}

    def get_available_scopes(self, application: Any = None, *given: Any, **named: Any) -> list[str]:
        return list(getattr(application, "scopes", []))

    def get_default_scopes(self, application: Any = None, *given: Any, **named: Any) -> list[str]:
        return self.get_available_scopes(application)
