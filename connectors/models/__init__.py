"""The connectors' tables, one module an aggregate."""

from connectors.models.connection import Connection, ExternalReference
from connectors.models.exchange import Exchange
from connectors.models.inbound import InboundOrder

__all__ = ["Connection", "Exchange", "ExternalReference", "InboundOrder"]
