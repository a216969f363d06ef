from pathlib import Path

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql" / "audit.sql"


def install(apps, schema_editor):
    schema_editor.execute(SQL.read_text(), params=None)
    schema_editor.execute("INSERT INTO kernel_auditunsealed (event_id) SELECT id FROM kernel_auditevent")


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_words_and_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditUnsealed',
            fields=[
                ('event_id', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='place')),
                ('event_id', models.BigIntegerField(verbose_name='event')),
                ('hash', models.BinaryField(verbose_name='hash')),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='sealed')),
            ],
            options={
                'verbose_name': 'seal of the audit',
                'verbose_name_plural': 'seals of the audit',
                'constraints': [models.UniqueConstraint(fields=('event_id',), name='audit_sealed_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='audit_seal_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='00bcbb82c2da901cfd5d9816f7d065ff757d1826', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_seal_stays_42233', table='kernel_auditseal', when='BEFORE')),
        ),
        migrations.RunPython(install, migrations.RunPython.noop, elidable=False),
    ]
