"""The hub's OpenAPI document: the routes by the framework, the types by msgspec, which knows what the wire looks like.

(The framework draws a Struct as an object even where it travels as an array, and bytes as any text.)
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from sync.hub.watching import Health
from sync.protocol import (
    VERSION,
    Batch,
    Enrol,
    Enrolled,
    Entry,
    HubCard,
    Letters,
    LettersTaken,
    Page,
    Pushed,
    Refusal,
)

TYPES = (Batch, Enrol, Enrolled, Entry, Health, HubCard, Letters, LettersTaken, Page, Pushed, Refusal)
ABOUT = (
    "Every request but those without security is signed by its device: RFC 9421, Ed25519, over method, authority, "
    "path, query and content-digest, with created and a nonce. Whatever is refused has a Refusal for its body."
)
SIGNATURE = {"type": "apiKey", "in": "header", "name": "Signature", "description": "RFC 9421, with Signature-Input"}


def document(routers: Sequence[Router], dependencies: dict[str, Provide]) -> dict[str, Any]:
    """The document as JSON's values. The routes are those of the running hub, in an application that serves nothing."""
    config = OpenAPIConfig(
        title="Kyosei Desk hub", version=str(VERSION), description=ABOUT, use_handler_docstrings=False
    )
    drawn = Litestar(routers, dependencies=dependencies, openapi_config=config, logging_config=None)
    _refs, schemas = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    components = {"schemas": schemas, "securitySchemes": {"signature": SIGNATURE}}
    return {**drawn.openapi_schema.to_schema(), "components": components}
