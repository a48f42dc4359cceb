"""The engine of this process: the documents that it serves."""

from signaling.documents.engine import Engine
from signaling.hub import hub

engine = Engine(hub)
