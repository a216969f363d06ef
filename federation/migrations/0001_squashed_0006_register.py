from pathlib import Path

import cecosesola.kernel.money
import cecosesola.kernel.search
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import oauth2_provider.generators
import oauth2_provider.models
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from cecosesola.kernel.migrating import AtOnce


SQL = Path(__file__).resolve().parent.parent / "sql"


def written(name):
    """The statements of a file of `federation/sql`."""

    def install(apps, schema_editor):
        schema_editor.execute((SQL / name).read_text(), params=None)

    return migrations.RunPython(install, migrations.RunPython.noop, elidable=False)


class Migration(migrations.Migration):
    """People, cooperatives, memberships and keys."""

    # Databases that were made by these steps, one after the other, are where this one leads.
    replaces = [
        ('federation', '0001_initial'),
        ('federation', '0002_acts'),
        ('federation', '0003_memory_and_support'),
        ('federation', '0004_coops'),
        ('federation', '0005_keys'),
        ('federation', '0006_register'),
    ]

    initial = True

    dependencies = [
        ('kernel', '0003_audit_chain'),
    ]

    operations = [
        written("names.sql"),
        AtOnce(
            [
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('document', models.CharField(help_text='V or E and the digits; N for people without papers.', max_length=12, unique=True, verbose_name='cédula or internal number')),
                    ('given_names', models.CharField(max_length=80, verbose_name='given names')),
                    ('family_names', models.CharField(max_length=80, verbose_name='family names')),
                    ('is_active', models.BooleanField(default=True, verbose_name='may log in')),
                    ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('birth_date', models.DateField(blank=True, null=True, verbose_name='born')),
                    ('email', models.EmailField(blank=True, max_length=120, verbose_name='e-mail')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to=settings.AUTH_USER_MODEL, verbose_name='is now')),
                    ('redacted_at', models.DateTimeField(blank=True, null=True, verbose_name='data removed')),
                    ('family_order', models.GeneratedField(db_persist=True, expression=models.Func(models.F('family_names'), function='public.house_order', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C'))),
                    ('given_order', models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), function='public.house_order', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C'))),
                    ('search_text', models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), models.F('family_names'), function='public.house_words', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C'))),
                    ('sound', models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), models.F('family_names'), function='public.house_sound', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C'))),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'indexes': [models.Index(condition=models.Q(('merged_into__isnull', True), ('redacted_at__isnull', True)), fields=['family_order', 'given_order', 'id'], include=('search_text', 'sound', 'document'), name='person_in_order'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='person_by_words'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('sound', name='gin_trgm_ops'), name='person_by_sound'), models.Index(condition=models.Q(('birth_date__isnull', False)), fields=['birth_date'], name='person_by_birth')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('document__regex', '^[VEN][0-9]{1,10}$')), name='person_document_form'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('merged_into__isnull', True), _connector='OR'), name='person_is_not_its_double'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', True), ('redacted_at__isnull', True)), ('is_active', False), _connector='OR'), name='person_gone_stays_out'), models.CheckConstraint(condition=models.Q(('redacted_at__isnull', True), models.Q(('birth_date__isnull', True), ('email', '')), _connector='OR'), name='person_redacted_is_bare')],
                    'triggers': [pgtrigger.compiler.Trigger(name='person_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3a924f00189810fbd5cd2d756a56eaa4f0107dd9', operation='DELETE', pgid='pgtrigger_person_never_deleted_e8a72', table='federation_person', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Cooperative',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True, verbose_name='short code')),
                    ('name', models.CharField(max_length=160, unique=True, verbose_name='name')),
                    ('kind', models.CharField(choices=[('worker', 'worker cooperative'), ('consumer', 'consumer cooperative'), ('producer', 'producer cooperative'), ('mixed', 'mixed cooperative'), ('community', 'community organisation')], max_length=12, verbose_name='kind')),
                    ('rif', models.CharField(blank=True, max_length=12, verbose_name='RIF')),
                    ('is_primary', models.BooleanField(default=False, verbose_name='the primary worker cooperative')),
                    ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined')),
                    ('left_on', models.DateField(blank=True, null=True, verbose_name='left')),
                    ('community', models.CharField(blank=True, db_default='', max_length=80, verbose_name='community')),
                    ('directions', models.CharField(blank=True, db_default='', max_length=400, verbose_name='how to get there')),
                    ('municipality', models.CharField(blank=True, db_default='', max_length=60, verbose_name='municipality')),
                    ('parish', models.CharField(blank=True, db_default='', max_length=60, verbose_name='parish')),
                    ('registered_name', models.CharField(blank=True, db_default='', max_length=200, verbose_name='registered name')),
                    ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                    ('registry_number', models.CharField(blank=True, db_default='', max_length=60, verbose_name='registry number')),
                    ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agriculture', 'agriculture'), ('food', 'food processing'), ('transport', 'transport'), ('health', 'health'), ('funeral', 'funeral services'), ('savings', 'savings and loans'), ('services', 'services'), ('education', 'education and culture'), ('crafts', 'crafts and workshops'), ('trade', 'food markets')], max_length=12), blank=True, db_default=[], default=list, size=None, verbose_name='sectors')),
                    ('state', models.CharField(blank=True, db_default='', max_length=60, verbose_name='state')),
                    ('sunacoop', models.CharField(blank=True, db_default='', max_length=40, verbose_name='SUNACOOP number')),
                ],
                options={
                    'verbose_name': 'cooperative',
                    'verbose_name_plural': 'cooperatives',
                    'ordering': ['name'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('is_primary',), name='cooperative_one_primary'), models.UniqueConstraint(condition=models.Q(('rif', ''), _negated=True), fields=('rif',), name='cooperative_rif_once'), models.CheckConstraint(condition=models.Q(('rif', ''), ('rif__regex', '^[VEJPG][0-9]{9}$'), _connector='OR'), name='cooperative_rif_form'), models.CheckConstraint(condition=models.Q(('left_on', None), ('joined_on', None), ('left_on__gt', models.F('joined_on')), _connector='OR'), name='cooperative_left_after_joining'), models.CheckConstraint(condition=models.Q(('left_on', None), ('joined_on__isnull', False), _connector='OR'), name='cooperative_left_what_it_joined'), models.CheckConstraint(condition=models.Q(('sectors__contained_by', ['agriculture', 'food', 'transport', 'health', 'funeral', 'savings', 'services', 'education', 'crafts', 'trade'])), name='cooperative_sectors_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='cooperative_keeps_its_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0)', func="\n                    IF NEW.joined_on IS NULL THEN\n                        RETURN NULL;\n                    END IF;\n                    UPDATE federation_networkstay\n                       SET period = daterange(NEW.joined_on, NEW.left_on)\n                     WHERE id = (SELECT id FROM federation_networkstay\n                                  WHERE cooperative_id = NEW.id ORDER BY lower(period) DESC LIMIT 1);\n                    IF NOT FOUND THEN\n                        INSERT INTO federation_networkstay\n                            (cooperative_id, period, joined_ref, joined_reason, left_ref, left_reason)\n                        VALUES (NEW.id, daterange(NEW.joined_on, NEW.left_on), '', '', '', '');\n                    END IF;\n                    RETURN NULL;\n                ", hash='476c18d89842428b29282afef2418ec99fc568cf', operation='INSERT OR UPDATE OF "joined_on", "left_on"', pgid='pgtrigger_cooperative_keeps_its_stay_b0e0b', table='federation_cooperative', when='AFTER'))],
                },
            ),
            migrations.CreateModel(
                name='Mandate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('week', 'coordinates the market week'), ('fair', 'coordinates a fair'), ('till', 'works a till'), ('receiving', 'receives goods'), ('buying', 'buys in the field'), ('supply', 'speaks for a producer'), ('finance', 'works the finance desk'), ('register', 'keeps the register of people'), ('meeting', 'writes the minutes'), ('brigade', 'goes with the solidarity brigade'), ('jobs', 'looks after the jobs')], max_length=20, verbose_name='role')),
                    ('scope', models.CharField(default='network', max_length=40, verbose_name='where')),
                    ('scope_label', models.CharField(blank=True, max_length=160, verbose_name='where')),
                    ('source', models.CharField(choices=[('turn', 'turn of the roster'), ('decision', 'decision'), ('founding', 'founding of the installation'), ('break_glass', 'emergency, by two people')], max_length=12, verbose_name='given by')),
                    ('source_ref', models.CharField(max_length=64, verbose_name='number of the turn or decision')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='period')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates_given', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL)),
                    ('ended_early', models.CharField(blank=True, choices=[('hand', 'by hand'), ('source', 'by the turn or the decision that gave it')], max_length=6, verbose_name='ended early')),
                    ('seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates_seconded', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'mandate',
                    'verbose_name_plural': 'mandates',
                    'indexes': [models.Index(fields=['person', 'role'], name='mandate_of_person'), models.Index(fields=['source', 'source_ref'], name='mandate_of_source')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('during__isempty', False)), expressions=[('person', '='), ('role', '='), ('scope', '='), ('during', '&&')], name='mandate_once_at_a_time'), models.CheckConstraint(condition=models.Q(('scope__regex', '^(network|[a-z_]+:[0-9]+)$')), name='mandate_scope_form'), models.CheckConstraint(condition=models.Q(('source_ref', ''), _negated=True), name='mandate_names_its_source'), models.CheckConstraint(condition=models.Q(('source', 'turn'), ('given_by__isnull', True), models.Q(('given_by', models.F('person')), _negated=True), _connector='OR'), name='mandate_not_to_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'break_glass'), _negated=True), models.Q(('given_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='mandate_break_glass_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('finance', 'register')), _negated=True), ('source__in', ['founding', 'break_glass']), models.Q(('given_by__isnull', False), ('seconded_by__isnull', False), models.Q(('given_by', models.F('seconded_by')), _negated=True), models.Q(('given_by', models.F('person')), _negated=True), models.Q(('seconded_by', models.F('person')), _negated=True)), _connector='OR'), name='mandate_sensitive_by_two')],
                    'triggers': [pgtrigger.compiler.Trigger(name='mandate_born_with_time', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (isempty(NEW.during))', func="RAISE EXCEPTION 'mandate_born_with_time: a mandate begins with a period';", hash='31f295a3c0e20eb7b9a4b9d687eb9b05254ba516', operation='INSERT', pgid='pgtrigger_mandate_born_with_time_44dd3', table='federation_mandate', when='BEFORE')), pgtrigger.compiler.Trigger(name='mandate_only_shortens', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT NEW.during <@ OLD.during OR (NOT isempty(NEW.during) AND lower(NEW.during) <> lower(OLD.during)) OR (NEW.role, NEW.scope, NEW.source, NEW.source_ref) <> (OLD.role, OLD.scope, OLD.source, OLD.source_ref))', func="RAISE EXCEPTION 'mandate_only_shortens: give another mandate instead';", hash='c5e50638025922640db94efb1bddca9c6e808288', operation='UPDATE', pgid='pgtrigger_mandate_only_shortens_afff5', table='federation_mandate', when='BEFORE')), pgtrigger.compiler.Trigger(name='mandate_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='38571941b56c67b7a63cc13ce7728b32f09c7d32', operation='DELETE', pgid='pgtrigger_mandate_stays_a0c01', table='federation_mandate', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Area',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                    ('place', models.PositiveSmallIntegerField(default=50, verbose_name='place in lists')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'area',
                    'verbose_name_plural': 'areas',
                    'ordering': ['place', 'name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='area_has_a_name')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('worker', 'worker-member'), ('consumer', 'consumer member'), ('producer', 'producer member')], max_length=12, verbose_name='kind')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='federation.cooperative')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('entry_ref', models.CharField(blank=True, db_default='', max_length=64, verbose_name='decision to enter')),
                    ('leaving', models.CharField(blank=True, choices=[('own_wish', 'by own wish'), ('moved', 'moved away'), ('health', 'for health'), ('retired', 'retired'), ('died', 'died'), ('not_admitted', 'was not admitted'), ('agreed', 'by agreement of the meeting'), ('other', 'for something else')], db_default='', max_length=12, verbose_name='why they left')),
                    ('leaving_ref', models.CharField(blank=True, db_default='', max_length=64, verbose_name='decision to leave')),
                    ('leaving_words', models.CharField(blank=True, db_default='', max_length=300, verbose_name='in their own words')),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='last changed')),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='federation.area', verbose_name='area')),
                ],
                options={
                    'verbose_name': 'membership',
                    'verbose_name_plural': 'memberships',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('cooperative', '='), ('period', '&&')], name='membership_periods_do_not_overlap'), models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='membership_period_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('leaving', ''), ('leaving_ref', ''), ('leaving_words', '')), ('period__upper_inf', False), _connector='OR'), name='membership_left_has_its_day'), models.CheckConstraint(condition=models.Q(('leaving', ''), ('leaving__in', ['own_wish', 'moved', 'health', 'retired', 'died', 'not_admitted', 'agreed', 'other']), _connector='OR'), name='membership_leaving_known')],
                    'indexes': [models.Index(fields=['cooperative', 'id'], name='membership_of_cooperative')],
                    'triggers': [pgtrigger.compiler.Trigger(name='membership_says_when_it_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.updated_at = clock_timestamp(); RETURN NEW;', hash='e728bab650e2839e126e10390a3597a5233db10a', operation='INSERT OR UPDATE', pgid='pgtrigger_membership_says_when_it_changed_e343d', table='federation_membership', when='BEFORE'))],
                },
            ),
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
                    'triggers': [pgtrigger.compiler.Trigger(name='act_ended_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'done\', \'declined\', \'withdrawn\', \'expired\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9cb5953de754624e60a0c1f67b4c792a093b8cb', operation='UPDATE OR DELETE', pgid='pgtrigger_act_ended_stays_fcd6a', table='federation_twopersonact', when='BEFORE'))],
                },
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
                    'indexes': [models.Index(fields=['-happened_on', '-id'], name='journal_by_day'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='journal_words')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='journal_says_something'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('happened_on')), _connector='OR'), name='journal_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('yearly', False), ('precision', 'day'), _connector='OR'), name='journal_yearly_has_a_day')],
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
                    'constraints': [models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='photo_is_described'), models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('entry', 'file'), name='photo_once_in_an_entry')],
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
                    'constraints': [models.UniqueConstraint(fields=('entry', 'number'), name='journal_revision_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='journal_revision_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44dae23049d9f6abb694cb154c810cde6449c0c8', operation='UPDATE OR DELETE', pgid='pgtrigger_journal_revision_stays_9e846', table='federation_journalrevision', when='BEFORE'))],
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
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['zone', 'id'], name='home_by_zone')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('adults__gt', 0), ('children__gt', 0), ('elders__gt', 0), _connector='OR'), name='home_has_somebody'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), models.Q(('contact_name', ''), _negated=True), ('contact__isnull', False), _connector='OR'), name='home_has_a_contact'), models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('address', ''), ('contact', None), ('contact_name', ''), ('needs', ''), ('phone', ''), ('reason', '')), _connector='OR'), name='home_is_forgotten_when_it_ends'), models.CheckConstraint(condition=models.Q(('consent_on__lte', models.F('since'))), name='home_agreed_first')],
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
                    'indexes': [models.Index(fields=['-day', '-id'], name='round_by_day')],
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
                    'constraints': [models.CheckConstraint(condition=models.Q(('kilos__gt', 0)), name='donation_some_kilos')],
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
                    'constraints': [models.UniqueConstraint(fields=('round', 'home'), name='delivery_once_a_round'), models.CheckConstraint(condition=models.Q(('kilos__gt', 0)), name='delivery_some_kilos'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state', 'planned')), models.Q(models.Q(('state', 'planned'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='delivery_ended_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'missed'), _negated=True), models.Q(('why_not', ''), _negated=True), _connector='OR'), name='delivery_missed_why')],
                    'triggers': [pgtrigger.compiler.Trigger(name='delivery_within_donations', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                    IF (SELECT coalesce(sum(kilos), 0) FROM federation_delivery\n                            WHERE round_id = NEW.round_id AND state <> 'missed')\n                        > (SELECT coalesce(sum(kilos), 0) FROM federation_rounddonation\n                            WHERE round_id = NEW.round_id)\n                    THEN RAISE EXCEPTION 'delivery_within_donations: round % promises more than it has',\n                        NEW.round_id USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='4573d6dccca7a4e1ac1e4b056622e6414e0afcf4', operation='INSERT OR UPDATE', pgid='pgtrigger_delivery_within_donations_f96c1', table='federation_delivery', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
                },
            ),
            migrations.CreateModel(
                name='ApiClient',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('client_id', models.CharField(db_index=True, default=oauth2_provider.generators.generate_client_id, max_length=255, unique=True, verbose_name='client ID')),
                    ('redirect_uris', models.TextField(blank=True, help_text='Allowed URIs list, space separated', verbose_name='redirect URIs')),
                    ('post_logout_redirect_uris', models.TextField(blank=True, default='', help_text='Allowed Post Logout URIs list, space separated', verbose_name='post logout redirect URIs')),
                    ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32, verbose_name='client type')),
                    ('authorization_grant_type', models.CharField(choices=[('authorization-code', 'Authorization code'), ('urn:ietf:params:oauth:grant-type:device_code', 'Device Code'), ('implicit', 'Implicit'), ('password', 'Resource owner password-based'), ('client-credentials', 'Client credentials'), ('openid-hybrid', 'OpenID connect hybrid')], max_length=44, verbose_name='authorization grant type')),
                    ('client_secret', oauth2_provider.models.ClientSecretField(blank=True, db_index=True, default=oauth2_provider.generators.generate_client_secret, help_text='Client secret for authentication', max_length=255, verbose_name='client secret')),
                    ('hash_client_secret', models.BooleanField(default=True, verbose_name='hash client secret')),
                    ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                    ('skip_authorization', models.BooleanField(default=False, verbose_name='skip authorization')),
                    ('created', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated', models.DateTimeField(auto_now=True, verbose_name='updated')),
                    ('algorithm', models.CharField(blank=True, choices=[('', 'No OIDC support'), ('RS256', 'RSA with SHA-2 256'), ('HS256', 'HMAC with SHA-2 256')], default='', max_length=5, verbose_name='algorithm')),
                    ('allowed_origins', models.TextField(blank=True, default='', help_text='Allowed origins list to enable CORS, space separated', verbose_name='allowed origins')),
                    ('registration_source', models.CharField(choices=[('manual', 'Manual'), ('dcr', 'Dynamic Client Registration'), ('cimd', 'Client ID Metadata Document')], default='manual', help_text='How this application was registered (manual, DCR per RFC 7591, or CIMD)', max_length=32, verbose_name='registration source')),
                    ('cimd_expires_at', models.DateTimeField(blank=True, default=None, help_text='When the cached Client ID Metadata Document should be re-fetched', null=True, verbose_name='CIMD expires at')),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('network:read', 'read which cooperatives are in the network'), ('cooperative:read', "read its own cooperative's data"), ('cooperative:write', 'change its own contacts and address'), ('members:read', 'read its own members'), ('members:write', 'enter its own members, and say who left')], max_length=24), size=None, verbose_name='may')),
                    ('expires_at', models.DateTimeField(verbose_name='ends')),
                    ('secret_at', models.DateTimeField(blank=True, null=True, verbose_name='secret made')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                    ('revoked_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was revoked')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'API client',
                    'verbose_name_plural': 'API clients',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('authorization_grant_type', 'client-credentials'), ('client_type', 'confidential'), ('hash_client_secret', True), ('redirect_uris', ''), ('user', None)), name='client_is_a_machine'), models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['network:read', 'cooperative:read', 'cooperative:write', 'members:read', 'members:write']), models.Q(('scopes', []), _negated=True)), name='client_scopes_known'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('confirmed_by')), _negated=True), name='client_takes_two_people'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created'))), name='client_ends'), models.CheckConstraint(condition=models.Q(('client_secret__contains', '$')), name='client_secret_is_hashed'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_reason', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='client_revoked_says_why')],
                },
            ),
            migrations.CreateModel(
                name='Beginning',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('introduced_on', models.DateField(verbose_name='introduced')),
                    ('words', models.CharField(max_length=400, verbose_name='who they are')),
                    ('state', models.CharField(choices=[('proposed', 'introduced'), ('trial', 'on trial'), ('admitted', 'admitted'), ('not_admitted', 'not admitted'), ('left', 'left during the trial'), ('withdrawn', 'taken back')], default='proposed', max_length=12, verbose_name='state')),
                    ('trial', django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True, verbose_name='trial')),
                    ('trial_ref', models.CharField(blank=True, max_length=64, verbose_name='decision for the trial')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended')),
                    ('ended_ref', models.CharField(blank=True, max_length=64, verbose_name='decision at the end')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beginnings', to='federation.area', verbose_name='area')),
                    ('asked_mentor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_to_mentor', to=settings.AUTH_USER_MODEL)),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beginnings', to='federation.cooperative')),
                    ('introduced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='introduced', to=settings.AUTH_USER_MODEL)),
                    ('membership', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='beginning', to='federation.membership')),
                    ('newcomer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beginnings', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'beginning',
                    'verbose_name_plural': 'beginnings',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'trial'])), fields=('newcomer', 'cooperative'), name='beginning_one_at_a_time'), models.CheckConstraint(condition=models.Q(('newcomer', models.F('introduced_by')), _negated=True), name='beginning_by_somebody_else'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='beginning_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['trial', 'admitted', 'left']), _negated=True), models.Q(('membership__isnull', False), ('trial__isnull', False), models.Q(('trial_ref', ''), _negated=True)), _connector='OR'), name='beginning_trial_cites_its_decision'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['admitted', 'not_admitted']), _negated=True), models.Q(('ended_ref', ''), _negated=True), _connector='OR'), name='beginning_answered_by_a_decision'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('state__in', ['proposed', 'trial'])), models.Q(models.Q(('state__in', ['proposed', 'trial']), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='beginning_ends_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='beginning_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0a8b4660307abc435cd5094ca7d5bd63b26c77fa', operation='DELETE', pgid='pgtrigger_beginning_never_deleted_39005', table='federation_beginning', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='BeginningStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('section', models.CharField(choices=[('history', 'our history'), ('criteria', 'our criteria'), ('tasks', 'the tasks')], max_length=8, verbose_name='part')),
                    ('words', models.CharField(max_length=200, verbose_name='what')),
                    ('place', models.PositiveSmallIntegerField(default=50)),
                    ('ticked_on', models.DateField(blank=True, null=True, verbose_name='done')),
                    ('beginning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='federation.beginning')),
                    ('ticked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['place', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('beginning', 'section', 'words'), name='step_once'), models.CheckConstraint(condition=models.Q(models.Q(('ticked_by', None), ('ticked_on', None)), models.Q(('ticked_by__isnull', False), ('ticked_on__isnull', False)), _connector='OR'), name='step_ticked_by_somebody')],
                },
            ),
            migrations.CreateModel(
                name='ChecklistItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('section', models.CharField(choices=[('history', 'our history'), ('criteria', 'our criteria'), ('tasks', 'the tasks')], max_length=8, verbose_name='part')),
                    ('words', models.CharField(max_length=200, verbose_name='what')),
                    ('place', models.PositiveSmallIntegerField(default=50, verbose_name='place in the list')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'line of the checklist',
                    'verbose_name_plural': 'checklist',
                    'ordering': ['place', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('section', 'words'), name='checklist_line_once'), models.CheckConstraint(condition=models.Q(('section__in', ['history', 'criteria', 'tasks']), models.Q(('words', ''), _negated=True)), name='checklist_line_has_words')],
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('task', models.CharField(max_length=80, verbose_name='task')),
                    ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='federation.cooperative')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_of', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'contact',
                    'verbose_name_plural': 'contacts',
                    'ordering': ['task', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('cooperative', 'name', 'task'), name='contact_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('task', ''), _negated=True)), name='contact_says_who_and_what'), models.CheckConstraint(condition=models.Q(('phone', ''), ('phone__regex', '^\\+[1-9][0-9]{6,14}$'), _connector='OR'), name='contact_phone_form')],
                },
            ),
            migrations.CreateModel(
                name='CooperativeService',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.CharField(choices=[('markets', 'food fairs'), ('supply', 'supply of dry goods'), ('fund', 'mutual-support fund'), ('savings', 'savings and loans'), ('health', 'health'), ('funeral', 'funeral plan'), ('appliances', 'household appliances'), ('transport', 'transport'), ('education', 'community education')], max_length=12, verbose_name='service')),
                    ('how', models.CharField(choices=[('runs', 'runs it'), ('uses', 'uses it')], max_length=4, verbose_name='how')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='federation.cooperative')),
                ],
                options={
                    'ordering': ['service', 'how'],
                    'constraints': [models.UniqueConstraint(fields=('cooperative', 'service', 'how'), name='service_once_each_way'), models.CheckConstraint(condition=models.Q(('how__in', ['runs', 'uses']), ('service__in', ['markets', 'supply', 'fund', 'savings', 'health', 'funeral', 'appliances', 'transport', 'education'])), name='service_known')],
                },
            ),
            migrations.CreateModel(
                name='Mentoring',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='period')),
                    ('beginning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorings', to='federation.beginning')),
                    ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentors', to=settings.AUTH_USER_MODEL)),
                    ('newcomer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentored_by', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'mentoring',
                    'verbose_name_plural': 'mentorings',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('beginning', '='), ('during', '&&')], name='mentoring_one_at_a_time'), models.CheckConstraint(condition=models.Q(('mentor', models.F('newcomer')), _negated=True), name='mentoring_takes_two_people'), models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='mentoring_has_a_beginning')],
                    'triggers': [pgtrigger.compiler.Trigger(name='mentoring_people_stand', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."beginning_id" IS DISTINCT FROM (NEW."beginning_id") OR OLD."newcomer_id" IS DISTINCT FROM (NEW."newcomer_id") OR OLD."mentor_id" IS DISTINCT FROM (NEW."mentor_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6aeabb403f95e252ee64062580cf595ef00ce09e', operation='UPDATE', pgid='pgtrigger_mentoring_people_stand_f8d5b', table='federation_mentoring', when='BEFORE')), pgtrigger.compiler.Trigger(name='mentoring_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5850ff9cb2830e733b425c33c5970d3b19e40bb4', operation='DELETE', pgid='pgtrigger_mentoring_never_deleted_83409', table='federation_mentoring', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='NetworkStay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
                    ('joined_ref', models.CharField(blank=True, max_length=64, verbose_name='decision to join')),
                    ('joined_reason', models.CharField(blank=True, max_length=300, verbose_name='why it joined')),
                    ('left_ref', models.CharField(blank=True, max_length=64, verbose_name='decision to leave')),
                    ('left_reason', models.CharField(blank=True, max_length=300, verbose_name='why it left')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='federation.cooperative')),
                ],
                options={
                    'verbose_name': 'stay in the network',
                    'verbose_name_plural': 'stays in the network',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('cooperative', '='), ('period', '&&')], name='stay_periods_do_not_overlap'), models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__startswith__isnull', False)), name='stay_has_a_beginning')],
                    'triggers': [pgtrigger.compiler.Trigger(name='stay_shows_on_its_cooperative', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0)', func='\n                    UPDATE federation_cooperative c\n                       SET joined_on = lower(s.period), left_on = upper(s.period)\n                      FROM (SELECT period FROM federation_networkstay\n                             WHERE cooperative_id = NEW.cooperative_id\n                             ORDER BY lower(period) DESC LIMIT 1) s\n                     WHERE c.id = NEW.cooperative_id;\n                    RETURN NULL;\n                ', hash='a703ddf45c9076934debb7cecb19e8787c5b0c3e', operation='INSERT OR UPDATE', pgid='pgtrigger_stay_shows_on_its_cooperative_ec16c', table='federation_networkstay', when='AFTER')), pgtrigger.compiler.Trigger(name='stay_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bbfd84faebf38500ac560d0d2802501a5c70ca43', operation='DELETE', pgid='pgtrigger_stay_never_deleted_39831', table='federation_networkstay', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Reflection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(verbose_name='reflection')),
                    ('written_at', models.DateTimeField(verbose_name='written')),
                    ('shared_at', models.DateTimeField(blank=True, null=True, verbose_name='shared with the meeting')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('beginning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reflections', to='federation.beginning')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'reflection',
                    'verbose_name_plural': 'reflections',
                    'ordering': ['-written_at', '-id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='reflection_has_words'), models.CheckConstraint(condition=models.Q(('author', models.F('other')), _negated=True), name='reflection_between_two')],
                    'triggers': [pgtrigger.compiler.Trigger(name='reflection_words_stand', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."beginning_id" IS DISTINCT FROM (NEW."beginning_id") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."other_id" IS DISTINCT FROM (NEW."other_id") OR OLD."words" IS DISTINCT FROM (NEW."words") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d79a80c772431ba694884f7f2544f35ca1576790', operation='UPDATE', pgid='pgtrigger_reflection_words_stand_e01ee', table='federation_reflection', when='BEFORE')), pgtrigger.compiler.Trigger(name='reflection_shared_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."shared_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f88e3fdc70f1df2a7aaa3dafed96db9d613a2514', operation='UPDATE', pgid='pgtrigger_reflection_shared_stays_3aff7', table='federation_reflection', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Reprimand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('decision', models.CharField(max_length=64, verbose_name='decision')),
                    ('words', models.CharField(blank=True, max_length=400, verbose_name='what was said')),
                    ('noted_on', models.DateField(verbose_name='noted')),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reprimands', to='federation.membership')),
                    ('mentor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shared_reprimands', to=settings.AUTH_USER_MODEL)),
                    ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reprimands', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'reprimand',
                    'verbose_name_plural': 'reprimands',
                    'ordering': ['-noted_on', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('membership', 'decision'), name='reprimand_once_a_decision'), models.CheckConstraint(condition=models.Q(('decision', ''), _negated=True), name='reprimand_cites_its_decision'), models.CheckConstraint(condition=models.Q(('mentor', None), models.Q(('mentor', models.F('subject')), _negated=True), _connector='OR'), name='reprimand_shared_with_another'), models.CheckConstraint(condition=models.Q(('noted_by', None), models.Q(models.Q(('noted_by', models.F('subject')), _negated=True), models.Q(('mentor', None), models.Q(('noted_by', models.F('mentor')), _negated=True), _connector='OR')), _connector='OR'), name='reprimand_noted_by_a_third')],
                    'triggers': [pgtrigger.compiler.Trigger(name='reprimand_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f5bd0ebb771937403c13d6497c1875ab2f088c6a', operation='UPDATE OR DELETE', pgid='pgtrigger_reprimand_append_only_df863', table='federation_reprimand', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='ShareCertificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True, verbose_name='number')),
                    ('issued_on', models.DateField(verbose_name='date')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], max_length=3, verbose_name='currency')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True)),
                    ('cancelled_on', models.DateField(blank=True, null=True, verbose_name='cancelled')),
                    ('cancelled_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled')),
                    ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('cooperative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='federation.cooperative', verbose_name='held by the cooperative')),
                    ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates_issued', to='federation.cooperative', verbose_name='issued by')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL, verbose_name='held by the person')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'share certificate',
                    'verbose_name_plural': 'share certificates',
                    'ordering': ['-issued_on', '-id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cooperative__isnull', False), ('person', None)), models.Q(('cooperative', None), ('person__isnull', False)), _connector='OR'), name='certificate_one_holder'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='certificate_is_worth_something'), models.CheckConstraint(condition=models.Q(('currency__in', ['VES', 'USD', 'COP'])), name='certificate_currency_known'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='certificate_has_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_on', None), ('cancelled_reason', '')), models.Q(('cancelled_on__isnull', False), models.Q(('cancelled_reason', ''), _negated=True)), _connector='OR'), name='certificate_cancelled_says_why'), models.CheckConstraint(condition=models.Q(('cancelled_on', None), ('cancelled_on__gte', models.F('issued_on')), _connector='OR'), name='certificate_cancelled_after_issue')],
                    'triggers': [pgtrigger.compiler.Trigger(name='certificate_words_stand', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."issuer_id" IS DISTINCT FROM (NEW."issuer_id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."cooperative_id" IS DISTINCT FROM (NEW."cooperative_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ceee0bdb7ef7e98afc2a81b60504045dbf644955', operation='UPDATE', pgid='pgtrigger_certificate_words_stand_58cb0', table='federation_sharecertificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='certificate_cancelled_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cancelled_on" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5a20b058456924c5bed1098aae2bcbb39fe038fc', operation='UPDATE', pgid='pgtrigger_certificate_cancelled_stays_e1684', table='federation_sharecertificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='certificate_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='298636698b2be07d80f9b8903d29e6bb63b1c059', operation='DELETE', pgid='pgtrigger_certificate_never_deleted_b7fa5', table='federation_sharecertificate', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='ActivationCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code_hash', models.CharField(max_length=160)),
                    ('made_at', models.DateTimeField(verbose_name='made')),
                    ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='wrong tries')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activation_codes_made', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activation_codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'activation code',
                    'verbose_name_plural': 'activation codes',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('used_at__isnull', True)), fields=('person',), name='activation_one_live'), models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='activation_tries_bounded'), models.CheckConstraint(condition=models.Q(('made_by', models.F('person')), _negated=True), name='activation_by_another'), models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='activation_ends_one_way')],
                    'triggers': [pgtrigger.compiler.Trigger(name='activation_used_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4a4bf8be1c5501840a09289c777708ff6a6125b7', operation='UPDATE', pgid='pgtrigger_activation_used_once_58680', table='federation_activationcode', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoginSession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_hash', models.CharField(max_length=64, unique=True)),
                    ('kind', models.CharField(choices=[('password', 'by password'), ('pin', 'by PIN, at a till')], default='password', max_length=10)),
                    ('device', models.CharField(blank=True, max_length=60, verbose_name='device')),
                    ('address', models.CharField(blank=True, max_length=40, verbose_name='address, shortened')),
                    ('started_at', models.DateTimeField(verbose_name='since')),
                    ('last_seen_at', models.DateTimeField(verbose_name='last seen')),
                    ('second_factor_at', models.DateTimeField(blank=True, null=True, verbose_name='second factor given')),
                    ('machine', models.CharField(blank=True, max_length=40, verbose_name='machine')),
                    ('scope', models.CharField(blank=True, max_length=40, verbose_name='where')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                    ('ended_why', models.CharField(blank=True, choices=[('left', 'logged out'), ('revoked', 'ended from another device'), ('password', 'the password changed'), ('suspended', 'suspended'), ('another', 'another login on the same device'), ('idle', 'nobody was there'), ('turn', 'the turn ended'), ('reset', 'put right by whoever keeps the register')], max_length=10, verbose_name='why it ended')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='login_sessions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'login',
                    'verbose_name_plural': 'logins',
                    'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['person', '-last_seen_at'], name='login_live'), models.Index(fields=['last_seen_at'], name='login_by_age')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'password'), ('machine', ''), ('scope', ''), ('until__isnull', True)), models.Q(('kind', 'pin'), ('until__isnull', False), models.Q(('machine', ''), _negated=True), models.Q(('scope', ''), _negated=True)), _connector='OR'), name='login_pin_is_tied'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'pin'), _negated=True), ('second_factor_at__isnull', True), _connector='OR'), name='login_pin_proves_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_why', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='login_says_why_it_ended'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('kind', 'pin')), fields=('machine',), name='login_one_pin_a_machine')],
                    'triggers': [pgtrigger.compiler.Trigger(name='login_ended_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.ended_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='dd212ec569d503e04da8f2d50565121e3a6d7a8d', operation='UPDATE', pgid='pgtrigger_login_ended_stays_0a5d7', table='federation_loginsession', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='PinTries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('machine', models.CharField(max_length=40, verbose_name='machine')),
                    ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='wrong tries')),
                    ('last_at', models.DateTimeField(verbose_name='last try')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pin_tries', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'PIN tries',
                    'verbose_name_plural': 'PIN tries',
                    'constraints': [models.UniqueConstraint(fields=('person', 'machine'), name='pin_tries_of_person_at_machine'), models.CheckConstraint(condition=models.Q(('failures__lte', 5)), name='pin_tries_bounded')],
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slot', models.PositiveSmallIntegerField()),
                    ('code_hash', models.CharField(max_length=160)),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'recovery code',
                    'verbose_name_plural': 'recovery codes',
                    'constraints': [models.UniqueConstraint(fields=('person', 'slot'), name='recovery_one_a_slot'), models.CheckConstraint(condition=models.Q(('slot__lte', 9)), name='recovery_ten_slots')],
                    'triggers': [pgtrigger.compiler.Trigger(name='recovery_used_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."used_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='132c97a461bd844d336a9694b5f09b40c8e48722', operation='UPDATE', pgid='pgtrigger_recovery_used_once_08ee2', table='federation_recoverycode', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret', models.CharField(blank=True, max_length=64)),
                    ('pending', models.CharField(blank=True, max_length=64)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='set up')),
                    ('last_step', models.BigIntegerField(default=0)),
                    ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='wrong codes in a row')),
                    ('locked_until', models.DateTimeField(blank=True, null=True, verbose_name='locked until')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_factor', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'second factor',
                    'verbose_name_plural': 'second factors',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('secret', '')), models.Q(models.Q(('secret', ''), _negated=True), ('confirmed_at__isnull', False)), _connector='OR'), name='factor_set_up_has_a_secret')],
                    'triggers': [pgtrigger.compiler.Trigger(name='factor_never_goes_back', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.last_step < OLD.last_step)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e0a6ff49c695aa6aeb716be813293b54f5330fcb', operation='UPDATE', pgid='pgtrigger_factor_never_goes_back_ee0fe', table='federation_secondfactor', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Suspension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField(verbose_name='from')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('source_ref', models.CharField(max_length=64, verbose_name='number of the decision')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('placed_at', models.DateTimeField(auto_now_add=True)),
                    ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                    ('lifted_ref', models.CharField(blank=True, max_length=64, verbose_name='lifted by decision')),
                    ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suspensions_lifted', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to=settings.AUTH_USER_MODEL)),
                    ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suspensions_placed', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'suspension',
                    'verbose_name_plural': 'suspensions',
                    'indexes': [models.Index(fields=['person'], name='suspension_of_person')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'source_ref'), name='suspension_once_a_decision'), models.CheckConstraint(condition=models.Q(('source_ref', ''), _negated=True), name='suspension_cites_a_decision'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='suspension_ends_after'), models.CheckConstraint(condition=models.Q(('placed_by__isnull', True), models.Q(('placed_by', models.F('person')), _negated=True), _connector='OR'), name='suspension_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_ref', '')), models.Q(('lifted_at__isnull', False), models.Q(('lifted_ref', ''), _negated=True), models.Q(('lifted_ref', models.F('source_ref')), _negated=True)), _connector='OR'), name='suspension_lifted_by_another_decision')],
                    'triggers': [pgtrigger.compiler.Trigger(name='suspension_lifted_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.lifted_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c88421215265bfa3f3675fcf6afd18867748307', operation='UPDATE OR DELETE', pgid='pgtrigger_suspension_lifted_stays_ce697', table='federation_suspension', when='BEFORE')), pgtrigger.compiler.Trigger(name='suspension_says_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (ROW(NEW.since, NEW.until, NEW.source_ref) IS DISTINCT FROM ROW(OLD.since, OLD.until, OLD.source_ref))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1867d2a60c0ba44eb36d0ebc996d37b6efe8ad43', operation='UPDATE', pgid='pgtrigger_suspension_says_the_same_215e7', table='federation_suspension', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='TillPin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pin_hash', models.CharField(max_length=160)),
                    ('set_at', models.DateTimeField(verbose_name='set')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='till_pin', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'till PIN',
                    'verbose_name_plural': 'till PINs',
                },
            ),
            migrations.CreateModel(
                name='Household',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'verbose_name': 'household',
                    'verbose_name_plural': 'households',
                },
            ),
            migrations.CreateModel(
                name='HouseholdMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('adult', 'adult'), ('partner', 'partner'), ('child', 'son or daughter'), ('parent', 'father or mother'), ('relative', 'other relative'), ('other', 'lives there')], default='adult', max_length=10, verbose_name='who they are there')),
                    ('is_contact', models.BooleanField(default=False, verbose_name='the person to speak to')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
                    ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='federation.household')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='households', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'member of a household',
                    'verbose_name_plural': 'members of households',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('period', '&&')], name='household_one_at_a_time'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_contact', True)), expressions=[('household', '='), ('period', '&&')], name='household_one_contact'), models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='household_period_not_empty')],
                },
            ),
            migrations.CreateModel(
                name='Import',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('people', 'people'), ('cooperatives', 'cooperatives')], max_length=14, verbose_name='what')),
                    ('file_name', models.CharField(max_length=160, verbose_name='file')),
                    ('sha256', models.CharField(max_length=64, verbose_name='fingerprint')),
                    ('content', models.BinaryField(null=True, verbose_name='content')),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('state', models.CharField(choices=[('reading', 'being read'), ('ready', 'read, nothing written yet'), ('applying', 'being written'), ('applied', 'in the register'), ('left', 'left aside'), ('broken', 'could not be read')], default='reading', max_length=10, verbose_name='state')),
                    ('created_at', models.DateTimeField(verbose_name='brought')),
                    ('moved_at', models.DateTimeField(verbose_name='last advance')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                    ('total_lines', models.PositiveIntegerField(null=True, verbose_name='lines')),
                    ('read_lines', models.PositiveIntegerField(default=0, verbose_name='read')),
                    ('applied_lines', models.PositiveIntegerField(default=0, verbose_name='applied')),
                    ('trouble', models.CharField(blank=True, max_length=300, verbose_name='trouble')),
                    ('counts', models.JSONField(default=dict, verbose_name='counts')),
                    ('emptied', models.BooleanField(default=False, verbose_name='its words were removed')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ],
                options={
                    'verbose_name': 'file brought in',
                    'verbose_name_plural': 'files brought in',
                    'indexes': [models.Index(fields=['state', 'moved_at'], name='import_under_way')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 20971520)), name='import_size_bounded'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reading'), _negated=True), ('content__isnull', False), _connector='OR'), name='import_read_from_a_file')],
                },
            ),
            migrations.CreateModel(
                name='ImportRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField(verbose_name='line')),
                    ('cells', models.JSONField(default=dict)),
                    ('problems', models.JSONField(default=list)),
                    ('fate', models.CharField(blank=True, choices=[('new', 'new'), ('changed', 'changed'), ('same', 'the same'), ('refused', 'refused')], max_length=8, verbose_name='fate')),
                    ('changes', models.JSONField(default=dict)),
                    ('thing_id', models.BigIntegerField(null=True)),
                    ('brought', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='federation.import')),
                ],
                options={
                    'verbose_name': 'line of a file',
                    'verbose_name_plural': 'lines of files',
                    'indexes': [models.Index(fields=['brought', 'fate', 'line'], name='import_by_fate'), models.Index(condition=models.Q(('thing_id__isnull', False)), fields=['thing_id'], name='import_of_thing')],
                    'constraints': [models.UniqueConstraint(fields=('brought', 'line'), name='import_line_once'), models.CheckConstraint(condition=models.Q(models.Q(('fate', 'refused'), _negated=True), models.Q(('problems', []), _negated=True), _connector='OR'), name='import_refusal_says_why')],
                },
            ),
            migrations.CreateModel(
                name='LikelyDouble',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('why', models.CharField(choices=[('birth', 'alike names, born the same day'), ('phone', 'alike names, the same phone'), ('number', 'the same name, numbers that a slip would confuse')], max_length=10, verbose_name='why')),
                    ('found_at', models.DateTimeField(verbose_name='found')),
                    ('different_at', models.DateTimeField(blank=True, null=True, verbose_name='told apart')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='how it is known')),
                    ('different_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'likely double',
                    'verbose_name_plural': 'likely doubles',
                    'indexes': [models.Index(condition=models.Q(('different_at__isnull', True)), fields=['id'], name='double_open')],
                    'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='double_pair_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='double_lower_first'), models.CheckConstraint(condition=models.Q(models.Q(('different_at__isnull', True), ('different_by__isnull', True)), models.Q(('different_at__isnull', False), ('different_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='double_told_apart_says_why')],
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('moved', models.JSONField(default=dict)),
                    ('done_at', models.DateTimeField(verbose_name='done')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                    ('sealed', models.BooleanField(default=False, verbose_name='cannot be taken back')),
                    ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'merge',
                    'verbose_name_plural': 'merges',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='merge_into_one_only'), models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(('sealed', False), ('moved', {}), _connector='OR'), name='merge_sealed_is_bare')],
                },
            ),
            migrations.CreateModel(
                name='PersonPhone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(help_text='International: +58 and the digits.', max_length=16, verbose_name='number')),
                    ('preferred', models.BooleanField(default=False, verbose_name='call here first')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phones', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'phone',
                    'verbose_name_plural': 'phones',
                    'indexes': [models.Index(django.contrib.postgres.indexes.OpClass('number', name='varchar_pattern_ops'), name='phone_by_number')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'number'), name='phone_once_a_person'), models.UniqueConstraint(condition=models.Q(('preferred', True)), fields=('person',), name='phone_one_preferred'), models.CheckConstraint(condition=models.Q(('number__regex', '^\\+[1-9][0-9]{6,14}$')), name='phone_form')],
                },
            ),
            ]
        ),
        # Power always ends: no mandate is open-ended, none is longer than a year, and each source has its own
        # longest time. What has ended early is empty.
        migrations.RunSQL(
            "ALTER TABLE federation_mandate"
            " ADD CONSTRAINT mandate_period_bounded CHECK ("
            " NOT lower_inf(during) AND NOT upper_inf(during)"
            " AND upper(during) - lower(during) <= interval '366 days'),"
            " ADD CONSTRAINT mandate_founding_bounded CHECK ("
            " source <> 'founding' OR isempty(during) OR upper(during) - lower(during) <= interval '90 days'),"
            " ADD CONSTRAINT mandate_break_glass_bounded CHECK ("
            " source <> 'break_glass' OR isempty(during)"
            " OR upper(during) - lower(during) <= interval '60 minutes');"
            "ALTER TABLE federation_beginning ADD CONSTRAINT beginning_trial_is_bounded CHECK ("
            " trial IS NULL OR (NOT isempty(trial) AND NOT lower_inf(trial) AND NOT upper_inf(trial)"
            " AND upper(trial) - lower(trial) <= 366));"
            "ALTER TABLE federation_activationcode ADD CONSTRAINT activation_lasts_a_week CHECK ("
            " expires_at > made_at AND expires_at - made_at <= interval '7 days');",
            migrations.RunSQL.noop,
        ),
        written("standing.sql"),
    ]

