"""Further pictures of a product: hung, put in order, taken away, seen by those who see the product."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from catalog.models import Picture
from catalog.services import share_products
from erp.models import Attachment, Company
from erp.scope import open_scope
from tests.catalog.factories import make_category, make_product
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_user

pytestmark = pytest.mark.django_db


def picture(side: int, colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()


def test_a_gallery_is_hung_and_put_in_order(
    company: Company, other_company: Company, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with open_scope(companies=[company, other_company], active=company):
        product = make_product(make_category("ALL"))
    browser: Client = sign_in(make_user(company, language="en"))
    files = [
        SimpleUploadedFile("large.png", picture(1000, "red")),
        SimpleUploadedFile("tiny.png", picture(60, "blue")),
    ]
    browser.post(f"/catalog/product/{product.pk}/pictures/", {"files": files})
    with open_scope(companies=[company], active=company):
        large, tiny = Picture.objects.all()
        assert (large.position, tiny.position) == (1, 2)
        assert large.medium_id is not None
        assert (tiny.medium_id, tiny.small_id, tiny.shown_id) == (None, None, tiny.file_id)
    page = browser.get(f"/catalog/product/{product.pk}/").content.decode()
    assert f"/attachments/{large.medium_id}/" in page
    assert browser.get(f"/attachments/{large.medium_id}/").status_code == 200
    browser.post(f"/catalog/picture/{tiny.pk}/first/")
    bad = SimpleUploadedFile("bad.png", b"no picture")
    browser.post(f"/catalog/product/{product.pk}/pictures/", {"files": [bad]})
    with open_scope(companies=[company, other_company], active=company):
        assert list(Picture.objects.values_list("pk", flat=True)) == [tiny.pk, large.pk]
        share_products([product], [other_company.pk])
    with open_scope(companies=[company], active=company):
        assert not Picture.objects.exists()
        assert not Attachment.objects.filter(kind="catalog.picture").exists()
    assert browser.post(f"/catalog/picture/{tiny.pk}/remove/").status_code == 404
    other = sign_in(make_user(other_company, language="en"))
    other.post(f"/catalog/picture/{tiny.pk}/remove/")
    with open_scope(companies=[other_company], active=other_company):
        assert Picture.objects.get() == large
