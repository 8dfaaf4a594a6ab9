"""What stands in every title bar and in the task bar: no name and no trouble of anyone."""

from i18n import _

TITLE = _("相談の場")
