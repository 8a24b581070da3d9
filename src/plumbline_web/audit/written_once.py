"""Rows that are written once: each is added, and then neither changed nor taken away."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class OnlyAdded(models.QuerySet):
    """Rows that are only ever added, one by one."""

    def update(self, **values: Any) -> int:
        raise TypeError(self.model.NEVER_CHANGED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(self.model.NEVER_CHANGED)

    def bulk_create(self, *arguments: Any, **values: Any) -> list[Any]:
        raise TypeError(self.model.NEVER_CHANGED)

    def bulk_update(self, *arguments: Any, **values: Any) -> int:
        raise TypeError(self.model.NEVER_CHANGED)


class WrittenOnce(models.Model):
    """A row that is written once. NEVER_CHANGED: what whoever tries to change one is told."""

    NEVER_CHANGED: ClassVar[str]

    objects = OnlyAdded.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *arguments: Any, **values: Any) -> None:
        """Keep it for the first and only time. Raises TypeError for one that is kept already."""
        if not self._state.adding or self.pk is not None:
            raise TypeError(self.NEVER_CHANGED)
        super().save(*arguments, **values)

    def delete(self, *arguments: Any, **values: Any) -> tuple[int, dict[str, int]]:
        """Raises TypeError: what is kept stays."""
        raise TypeError(self.NEVER_CHANGED)
