"""Refuses an upload that is too large before it fills memory or disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _


class LimitedUploadHandler(FileUploadHandler):
    """First in the chain: counts the bytes and stops the request at `MAX_UPLOAD_BYTES`."""

    received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  (Django names it)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.MAX_UPLOAD_BYTES:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    @staticmethod
    def _refuse() -> None:
        raise RequestDataTooBig(
            _(
                "The file is too large: at most %(limit)d MB are taken. Split it, or ask the administrator to raise the limit."
            )
            % {"limit": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}
        )
