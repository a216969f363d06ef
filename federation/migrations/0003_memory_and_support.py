

import cecosesola.kernel.money
import cecosesola.kernel.search
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('federation', '0002_acts'),
        ('kernel', '0003_audit_chain'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mandate',
            name='role',
            field=models.CharField(choices=[('week', 'coordinates the market week'), ('fair', 'coordinates a fair'), ('till', 'works a till'), ('receiving', 'receives goods'), ('buying', 'buys in the field'), ('supply', 'speaks for a producer'), ('finance', 'works the finance desk'), ('register', 'keeps the register of people'), ('meeting', 'writes the minutes'), ('brigade', 'goes with the solidarity brigade'), ('jobs', 'looks after the jobs')], max_length=20, verbose_name='role'),
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('story', 'story'), ('anniversary', 'anniversary'), ('visit', 'visit of guests'), ('exchange', 'exchange with another movement'), ('solidarity', 'call for solidarity')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('body', models.TextField(max_length=20000, verbose_name='story')),
                ('happened_on', models.DateField(verbose_name='when')),
                ('precision', models.CharField(choices=[('day', 'that day'), ('month', 'that month'), ('year', 'that year')], max_length=5, verbose_name='how exactly')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('with_whom', models.CharField(blank=True, max_length=160, verbose_name='with whom')),
                ('yearly', models.BooleanField(default=False, verbose_name='remember it every year')),
                ('told_at', models.DateTimeField(verbose_name='told')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revision')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(cecosesola.kernel.search.HouseVector('title', 'A'), '||', cecosesola.kernel.search.HouseVector('place', 'A'), None), '||', cecosesola.kernel.search.HouseVector('with_whom', 'A'), None), '||', cecosesola.kernel.search.HouseVector('body', 'B'), None), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('cooperatives', models.ManyToManyField(blank=True, related_name='stories', to='federation.cooperative')),
                ('people', models.ManyToManyField(blank=True, related_name='stories', to=settings.AUTH_USER_MODEL)),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stories_told', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entry of the journal',
                'verbose_name_plural': 'entries of the journal',
            },
        ),
        migrations.CreateModel(
            name='JournalPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alt', models.CharField(max_length=200, verbose_name='what it shows')),
                ('put_at', models.DateTimeField(verbose_name='put')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken down')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='federation.journalentry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('put_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'photograph',
                'verbose_name_plural': 'photographs',
            },
        ),
        migrations.CreateModel(
            name='JournalRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='revision')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('body', models.TextField(verbose_name='story')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='federation.journalentry')),
            ],
            options={
                'verbose_name': 'revision of the journal',
                'verbose_name_plural': 'revisions of the journal',
            },
        ),
        migrations.CreateModel(
            name='SupportedHome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='whom to ask for')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('zone', models.CharField(max_length=80, verbose_name='community or sector')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='how to get there')),
                ('adults', models.PositiveSmallIntegerField(default=0, verbose_name='adults')),
                ('children', models.PositiveSmallIntegerField(default=0, verbose_name='children')),
                ('elders', models.PositiveSmallIntegerField(default=0, verbose_name='elders')),
                ('needs', models.CharField(blank=True, max_length=300, verbose_name='what they need')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='why')),
                ('since', models.DateField(verbose_name='since')),
                ('review_on', models.DateField(verbose_name='look at it again')),
                ('consent_on', models.DateField(verbose_name='agreed on')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('consent_told_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supported_homes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'supported home',
                'verbose_name_plural': 'supported homes',
            },
        ),
        migrations.CreateModel(
            name='SupportRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'support round',
                'verbose_name_plural': 'support rounds',
            },
        ),
        migrations.CreateModel(
            name='RoundDonation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=64, unique=True, verbose_name='donation')),
                ('label', models.CharField(max_length=160, verbose_name='from')),
                ('kilos', cecosesola.kernel.money.KilosField(decimal_places=3, max_digits=14, verbose_name='kilos')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donations', to='federation.supportround')),
            ],
            options={
                'verbose_name': 'donation',
                'verbose_name_plural': 'donations',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kilos', cecosesola.kernel.money.KilosField(decimal_places=3, max_digits=14, verbose_name='kilos')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('done', 'brought'), ('missed', 'not brought')], default='planned', max_length=8, verbose_name='state')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('why_not', models.CharField(blank=True, max_length=200, verbose_name='why not')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='federation.supportedhome')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='federation.supportround')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['-happened_on', '-id'], name='journal_by_day'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='journal_words'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='journal_says_something'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('happened_on')), _connector='OR'), name='journal_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('yearly', False), ('precision', 'day'), _connector='OR'), name='journal_yearly_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='journalphoto',
            constraint=models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='photo_is_described'),
        ),
        migrations.AddConstraint(
            model_name='journalphoto',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('entry', 'file'), name='photo_once_in_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='journalrevision',
            constraint=models.UniqueConstraint(fields=('entry', 'number'), name='journal_revision_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalrevision',
            trigger=pgtrigger.compiler.Trigger(name='journal_revision_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44dae23049d9f6abb694cb154c810cde6449c0c8', operation='UPDATE OR DELETE', pgid='pgtrigger_journal_revision_stays_9e846', table='federation_journalrevision', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='supportedhome',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['zone', 'id'], name='home_by_zone'),
        ),
        migrations.AddConstraint(
            model_name='supportedhome',
            constraint=models.CheckConstraint(condition=models.Q(('adults__gt', 0), ('children__gt', 0), ('elders__gt', 0), _connector='OR'), name='home_has_somebody'),
        ),
        migrations.AddConstraint(
            model_name='supportedhome',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), models.Q(('contact_name', ''), _negated=True), ('contact__isnull', False), _connector='OR'), name='home_has_a_contact'),
        ),
        migrations.AddConstraint(
            model_name='supportedhome',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('address', ''), ('contact', None), ('contact_name', ''), ('needs', ''), ('phone', ''), ('reason', '')), _connector='OR'), name='home_is_forgotten_when_it_ends'),
        ),
        migrations.AddConstraint(
            model_name='supportedhome',
            constraint=models.CheckConstraint(condition=models.Q(('consent_on__lte', models.F('since'))), name='home_agreed_first'),
        ),
        migrations.AddIndex(
            model_name='supportround',
            index=models.Index(fields=['-day', '-id'], name='round_by_day'),
        ),
        migrations.AddConstraint(
            model_name='rounddonation',
            constraint=models.CheckConstraint(condition=models.Q(('kilos__gt', 0)), name='donation_some_kilos'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('round', 'home'), name='delivery_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('kilos__gt', 0)), name='delivery_some_kilos'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state', 'planned')), models.Q(models.Q(('state', 'planned'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='delivery_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'missed'), _negated=True), models.Q(('why_not', ''), _negated=True), _connector='OR'), name='delivery_missed_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_within_donations', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                    IF (SELECT coalesce(sum(kilos), 0) FROM federation_delivery\n                            WHERE round_id = NEW.round_id AND state <> 'missed')\n                        > (SELECT coalesce(sum(kilos), 0) FROM federation_rounddonation\n                            WHERE round_id = NEW.round_id)\n                    THEN RAISE EXCEPTION 'delivery_within_donations: round % promises more than it has',\n                        NEW.round_id USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='4573d6dccca7a4e1ac1e4b056622e6414e0afcf4', operation='INSERT OR UPDATE', pgid='pgtrigger_delivery_within_donations_f96c1', table='federation_delivery', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
