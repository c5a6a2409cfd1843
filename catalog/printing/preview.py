"""The cover and a first page of a printed catalogue for the screen: the same templates, with pictures by address."""

import base64
import datetime as dt
import re

from django.template.loader import render_to_string
from django.urls import reverse

from catalog.models import PrintedCatalogue
from catalog.printing.barcodes import barcode_svg
from catalog.printing.contents import read_contents, spread
from erp.printing import font_faces

# A page of each layout holds about so many products.
PER_PAGE = {"grid": 9, "list": 6, "sheet": 24}
SCREEN = """
html, body { background: #fff; overflow: hidden; }
body { width: 210mm; height: 297mm; }
body.chapter { box-sizing: border-box; padding: 18mm 15mm; }
.running-chapter { display: none; }
"""


def preview_html(catalogue: PrintedCatalogue, sheet: str, *, date: dt.date) -> str:
    """The sheet as one page of A4. In the language that is active."""
    most = PER_PAGE[catalogue.layout] if sheet == "page" else 60
    contents = read_contents(catalogue, date=date, most=most)
    keys = list(dict.fromkeys(contents.pictures))
    context = {
        "catalogue": catalogue,
        "company": catalogue.company,
        "contents": contents,
        "date": date,
        "part": "chapter" if sheet == "page" else "front",
        "first_page": 1,
        "chapter": contents.chapters[0] if contents.chapters else None,
        "starts": {},
        "pictures": {key: key for key in keys},
        "cover_pictures": spread(keys),
        "accent": catalogue.accent or catalogue.company.colour,
        "font_faces": font_faces(),
    }
    html: str = render_to_string("catalog/printing/catalogue.html", context)
    style = render_to_string("catalog/printing/catalogue.css", context)
    html = re.sub(r"picture:(\d+)", lambda found: reverse("attachment", args=[int(found[1])]), html)
    html = re.sub(r"barcode:(\d+)", lambda found: _as_data(found[1]), html)
    return html.replace("</head>", f"<style>{style}{SCREEN}</style></head>", 1)


def _as_data(code: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(barcode_svg(code).encode()).decode()}"
