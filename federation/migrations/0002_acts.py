

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('federation', '0001_initial'),
        ('kernel', '0002_words_and_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='TwoPersonAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='what')),
                ('about', models.CharField(blank=True, max_length=80, verbose_name='about')),
                ('label', models.CharField(max_length=200, verbose_name='in words')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('payload', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('asked', 'waits for a second person'), ('done', 'done by two'), ('declined', 'declined'), ('withdrawn', 'taken back'), ('expired', 'expired')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('outcome', models.JSONField(default=dict)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts_asked', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts_ended', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'act of two people',
                'verbose_name_plural': 'acts of two people',
                'indexes': [models.Index(fields=['state', 'expires_at'], name='act_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'declined']), _negated=True), ('ended_by__isnull', False), _connector='OR'), name='act_ended_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'declined']), _negated=True), models.Q(('ended_by', models.F('asked_by')), _negated=True), _connector='OR'), name='act_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='act_ends_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='act_says_why'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='act_expires'), models.UniqueConstraint(condition=models.Q(('state', 'asked'), models.Q(('about', ''), _negated=True)), fields=('kind', 'about'), name='act_asked_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='twopersonact',
            trigger=pgtrigger.compiler.Trigger(name='act_ended_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'done\', \'declined\', \'withdrawn\', \'expired\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9cb5953de754624e60a0c1f67b4c792a093b8cb', operation='UPDATE OR DELETE', pgid='pgtrigger_act_ended_stays_fcd6a', table='federation_twopersonact', when='BEFORE')),
        ),
    ]
