"""How the OpenAPI schema describes our authentication."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from accounts.cookies import ACCESS_COOKIE


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.TokenAuthentication"
    name = ["cookie", "bearer"]  # either of the two

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return [{"cookie": []}, {"bearer": []}]

    def get_security_definition(self, auto_schema: Any) -> Any:
        return [
            {
                "type": "apiKey",
                "in": "cookie",
                "name": ACCESS_COOKIE,
                "description": "Set by signing in. A request that changes something also needs the header X-CSRFToken.",
            },
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        ]
