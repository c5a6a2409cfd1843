"""What sales tells the inventory: which goods are waited for, and what a channel keeps back."""

from django.utils.translation import gettext_lazy as _

from inventory.extensions import ExpectedSource, channel_buffers, demand_sources
from sales.selectors.availability import kept_back, waiting_lines

demand_sources.register("sales.order", ExpectedSource(_("Orders that wait for stock"), waiting_lines))
channel_buffers.register("sales.channel", kept_back)
