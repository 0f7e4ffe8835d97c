"""The demo: three consultations of an invented city, told by the real verbs at the times they would have happened."""

from consult.site.demo.loading import Loaded, load

__all__ = ["Loaded", "load"]
