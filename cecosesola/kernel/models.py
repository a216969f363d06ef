"""Tables that every room writes to: what happened, what was asked before, which jobs run."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One thing somebody did. No foreign keys: it must outlive whatever it speaks of."""

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("who (number)"), null=True)
    actor = models.CharField(_("who"), max_length=200)
    verb = models.CharField(_("what"), max_length=80)
    object_type = models.CharField(_("kind of thing"), max_length=80)
    object_id = models.CharField(_("number of the thing"), max_length=64)
    label = models.CharField(_("thing"), max_length=200)
    old = models.JSONField(_("before"), default=dict)
    new = models.JSONField(_("after"), default=dict)
    private = models.BooleanField(_("private"), default=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_recent"),
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_thing"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.verb} {self.label}"


class AuditUnsealed(models.Model):
    """Events that the hash chain has not reached yet. Written by a trigger."""

    event_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)


class AuditSeal(models.Model):
    """An event's place in the hash chain: hash = SHA-256(hash before, digest of the event).

    Not a foreign key: the seal of an event that somebody erased must stay, to say so.
    """

    position = models.BigIntegerField(_("place"), primary_key=True)
    event_id = models.BigIntegerField(_("event"))
    hash = models.BinaryField(_("hash"))
    sealed_at = models.DateTimeField(_("sealed"), db_default=Now())

    class Meta:
        verbose_name = _("seal of the audit")
        verbose_name_plural = _("seals of the audit")
        constraints = [models.UniqueConstraint(fields=["event_id"], name="audit_sealed_once")]
        triggers = [
            pgtrigger.Protect(name="audit_seal_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.hash).hex()}"


class IdempotencyKey(models.Model):
    """What was answered to a request that a network may repeat."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    status = models.PositiveSmallIntegerField(default=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_scope_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Job(models.Model):
    """A scheduled step as people see it on «Trabajos»: how it goes, and by when it should have gone."""

    name = models.CharField(_("step"), max_length=120, primary_key=True)
    room = models.CharField(_("room"), max_length=40)
    every_seconds = models.PositiveIntegerField(_("every"))
    expected_by = models.DateTimeField(_("expected by"), null=True)
    heartbeat = models.DateTimeField(_("last beat"), null=True)
    last_success = models.DateTimeField(_("last success"), null=True)
    last_duration_ms = models.PositiveIntegerField(_("took"), null=True)
    last_result = models.CharField(_("did"), max_length=500, blank=True)
    error = models.TextField(_("error"), blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["room", "name"]

    def __str__(self) -> str:
        return self.name


class StoredFile(models.Model):
    """A picture or a paper, kept in the database so that one backup holds everything.

    It belongs to nobody by itself: a room's own row links to it, and that room's policy says who may
    open it. The same bytes are kept once.
    """

    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    media_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(_("content"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0, size__lte=8 * 1024 * 1024), name="file_size_bounded"
            ),
        ]
        triggers = [pgtrigger.Protect(name="file_never_changes", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
