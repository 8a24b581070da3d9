"""A council's directory that speaks OpenID Connect, made up in this process: no network, no server."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from requests.adapters import BaseAdapter

ISSUER = "https://directory.example.scot"
CLIENT = "plumbline"


@dataclass
class Directory(BaseAdapter):
    """Answers as a directory would. person: whom it says to have signed in."""

    person: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        """The answer to one request of the site's, by its path."""
        path = urlsplit(request.url).path
        self.asked.append(path)
        said = {
            "/.well-known/openid-configuration": self._configuration,
            "/token": self._token,
            "/userinfo": lambda: self.person,
        }[path]()
        answer = requests.Response()
        answer.status_code = 200
        answer.url = request.url
        answer.request = request
        answer.headers["Content-Type"] = "application/json"
        answer._content = json.dumps(said).encode()
        return answer

    def close(self) -> None:
        """Nothing to close."""

    def session(self, *arguments: Any) -> requests.Session:
        """A session that reaches this directory and nothing else."""
        made = requests.Session()
        made.adapters.clear()
        made.mount(ISSUER, self)
        return made

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _token(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person}
        token = jwt.encode(claims, "a key of the tests alone, long enough for it", algorithm="HS256")
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def came_back(client: Any) -> Any:
    """Go to the directory by its button and come back: what the site answers then."""
    gone = client.post("/account/directory/directory/login/?process=login")
    state = parse_qs(urlsplit(gone["Location"]).query)["state"][0]
    return client.get("/account/directory/directory/login/callback/", {"code": "x", "state": state})
