import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from cecosesola.kernel.migrating import AtOnce


class Migration(migrations.Migration):
    """Posts, who may take them, and who takes which, week by week."""

    initial = True

    dependencies = [
        ('assemblies', '0001_squashed_0006_proposals'),
        ('federation', '0007_roster_role'),
    ]

    operations = [
        AtOnce(
            [
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('kind', models.CharField(choices=[('rotating', 'rotates every week'), ('coordination', 'coordination group'), ('fixed', 'does not rotate')], default='rotating', max_length=12, verbose_name='kind')),
                    ('about', models.CharField(blank=True, max_length=400, verbose_name='what one does there')),
                    ('scope', models.CharField(default='network', max_length=40, verbose_name='where')),
                    ('scope_label', models.CharField(blank=True, max_length=160, verbose_name='where')),
                    ('minimum', models.PositiveSmallIntegerField(verbose_name='people at least')),
                    ('target', models.PositiveSmallIntegerField(verbose_name='people wanted')),
                    ('maximum', models.PositiveSmallIntegerField(verbose_name='people at most')),
                    ('home_only', models.BooleanField(default=False, verbose_name='only for people of its area')),
                    ('gap_weeks', models.PositiveSmallIntegerField(default=8, verbose_name='weeks before one comes again')),
                    ('yearly_cap', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='weeks a year at most')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='federation.area', verbose_name='area')),
                ],
                options={
                    'verbose_name': 'post',
                    'verbose_name_plural': 'posts',
                    'ordering': ['area__place', 'scope_label', 'name', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('name', 'scope'), name='post_once_at_a_place'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='post_has_a_name'), models.CheckConstraint(condition=models.Q(('minimum__lte', models.F('target')), ('target__lte', models.F('maximum')), ('maximum__range', (1, 500))), name='post_minimum_target_maximum'), models.CheckConstraint(condition=models.Q(('scope__regex', '^(network|[a-z_]+:[0-9]+)$')), name='post_scope_form'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'coordination'), _negated=True), models.Q(('gap_weeks__gte', 12), ('yearly_cap__isnull', False)), _connector='OR'), name='post_coordination_passes_on'), models.CheckConstraint(condition=models.Q(('gap_weeks__lte', 52)), name='post_gap_within_a_year'), models.CheckConstraint(condition=models.Q(('yearly_cap', None), ('yearly_cap__range', (1, 53)), _connector='OR'), name='post_cap_within_a_year')],
                    'triggers': [pgtrigger.compiler.Trigger(name='post_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='05d9ac0a65f4b11f43ccd66bbe1c255478961f48', operation='DELETE', pgid='pgtrigger_post_never_deleted_15851', table='rotation_post', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='PostHours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField(verbose_name='day')),
                    ('starts', models.TimeField(verbose_name='from')),
                    ('ends', models.TimeField(verbose_name='to')),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='rotation.post')),
                ],
                options={
                    'verbose_name': 'hours of a post',
                    'verbose_name_plural': 'hours of posts',
                    'ordering': ['weekday', 'starts'],
                    'constraints': [models.UniqueConstraint(fields=('post', 'weekday', 'starts'), name='post_hours_once'), models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='post_hours_of_a_week'), models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='post_hours_begin_before_end')],
                },
            ),
            migrations.CreateModel(
                name='PostKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('week', 'coordinates the market week'), ('fair', 'coordinates a fair'), ('till', 'works a till'), ('receiving', 'receives goods'), ('buying', 'buys in the field'), ('supply', 'speaks for a producer'), ('finance', 'works the finance desk'), ('register', 'keeps the register of people'), ('meeting', 'writes the minutes'), ('brigade', 'goes with the solidarity brigade'), ('jobs', 'looks after the jobs'), ('rotation', 'keeps the roster')], max_length=20, verbose_name='key')),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='rotation.post')),
                ],
                options={
                    'verbose_name': 'key of a post',
                    'verbose_name_plural': 'keys of posts',
                    'ordering': ['role'],
                    'constraints': [models.UniqueConstraint(fields=('post', 'role'), name='post_key_once'), models.CheckConstraint(condition=models.Q(('role__in', ('finance', 'register')), _negated=True), name='post_key_needs_no_second')],
                },
            ),
            migrations.CreateModel(
                name='Weights',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                    ('values', models.JSONField(verbose_name='weights')),
                    ('set_at', models.DateTimeField(verbose_name='set')),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision', verbose_name='decision')),
                    ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'weights',
                    'verbose_name_plural': 'weights',
                    'ordering': ['-version'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('decision__isnull', False), ('set_by__isnull', False)), _connector='OR'), name='weights_cite_their_decision'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='weights_count_from_one')],
                    'triggers': [pgtrigger.compiler.Trigger(name='weights_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2bd5632dc1188cf5cbd6fb856d65c7cc96d170a1', operation='UPDATE OR DELETE', pgid='pgtrigger_weights_never_change_edea6', table='rotation_weights', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Roster',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('monday', models.DateField(unique=True, verbose_name='week')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('heard', 'heard at the meeting'), ('published', 'published')], default='draft', max_length=10, verbose_name='state')),
                    ('input_hash', models.CharField(max_length=64)),
                    ('plan', models.JSONField(default=dict)),
                    ('planned_at', models.DateTimeField(verbose_name='planned')),
                    ('heard_at', models.DateTimeField(blank=True, null=True, verbose_name='heard')),
                    ('heard_words', models.CharField(blank=True, max_length=400, verbose_name='what the meeting said')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                    ('heard_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('weights', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to='rotation.weights')),
                ],
                options={
                    'verbose_name': 'roster',
                    'verbose_name_plural': 'rosters',
                    'ordering': ['-monday'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('monday__iso_week_day', 1)), name='roster_from_monday'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'heard'), _negated=True), models.Q(('heard_at__isnull', False), ('heard_by__isnull', False)), _connector='OR'), name='roster_heard_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at', None)), _connector='OR'), name='roster_published_says_when')],
                    'triggers': [pgtrigger.compiler.Trigger(name='roster_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='798eb14ffe7f1a76af6bad1c091852065f490a9e', operation='DELETE', pgid='pgtrigger_roster_never_deleted_d95f2', table='rotation_roster', when='BEFORE')), pgtrigger.compiler.Trigger(name='roster_goes_forward', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:heard,heard:draft,draft:published,heard:published}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='7c761ec1c17382cb520219ac84cd31cf07d87ca6', operation='UPDATE', pgid='pgtrigger_roster_goes_forward_312a8', table='rotation_roster', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Skill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                    ('about', models.CharField(blank=True, max_length=300, verbose_name='what it takes')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'skill',
                    'verbose_name_plural': 'skills',
                    'ordering': ['name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='skill_has_a_name')],
                },
            ),
            migrations.CreateModel(
                name='Qualification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
                    ('how', models.CharField(choices=[('word', 'seen at work'), ('training', 'learned beside somebody'), ('paper', 'certificate or licence'), ('file', 'from a file')], default='word', max_length=8, verbose_name='how it is known')),
                    ('noted_at', models.DateTimeField(verbose_name='noted')),
                    ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to=settings.AUTH_USER_MODEL)),
                    ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='rotation.skill', verbose_name='skill')),
                ],
                options={
                    'verbose_name': 'qualification',
                    'verbose_name_plural': 'qualifications',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('skill', '='), ('during', '&&')], name='qualification_once_at_a_time'), models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='qualification_has_a_beginning'), models.CheckConstraint(condition=models.Q(('noted_by', None), models.Q(('noted_by', models.F('person')), _negated=True), _connector='OR'), name='qualification_seen_by_another')],
                    'triggers': [pgtrigger.compiler.Trigger(name='qualification_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9e7136c10cd91b303651f646e91cd6391c3fa24d', operation='DELETE', pgid='pgtrigger_qualification_never_deleted_23c7d', table='rotation_qualification', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='StandBy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('monday', models.DateField(verbose_name='week')),
                    ('said_at', models.DateTimeField(verbose_name='said')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stand_bys', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'stand-by',
                    'verbose_name_plural': 'stand-by list',
                    'constraints': [models.UniqueConstraint(fields=('monday', 'person'), name='stand_by_once'), models.CheckConstraint(condition=models.Q(('monday__iso_week_day', 1)), name='stand_by_from_monday')],
                },
            ),
            migrations.CreateModel(
                name='TimeOff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('rest', 'rest'), ('family', 'family'), ('study', 'study'), ('health', 'health'), ('absence', 'cannot come, unforeseen')], max_length=8, verbose_name='what for')),
                    ('first_day', models.DateField(verbose_name='first day')),
                    ('last_day', models.DateField(verbose_name='last day')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='in your own words')),
                    ('state', models.CharField(choices=[('asked', 'asked for'), ('agreed', 'agreed'), ('put_off', 'not on those days'), ('withdrawn', 'taken back')], default='asked', max_length=10, verbose_name='state')),
                    ('asked_at', models.DateTimeField(verbose_name='asked')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ('answer', models.CharField(blank=True, max_length=300, verbose_name='what the meeting said')),
                    ('key', models.CharField(max_length=80, unique=True)),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='times_off', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'time off',
                    'verbose_name_plural': 'times off',
                    'ordering': ['first_day', 'id'],
                    'indexes': [models.Index(fields=['state', 'first_day', 'last_day'], name='time_off_by_day'), models.Index(fields=['person', '-first_day'], name='time_off_of_person')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['asked', 'agreed'])), expressions=[('person', '='), (models.Func('first_day', 'last_day', models.Value('[]'), function='DATERANGE'), '&&')], name='time_off_once_for_a_day'), models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='time_off_begins_first'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='time_off_answered_when'), models.CheckConstraint(condition=models.Q(('kind', 'absence'), models.Q(('state__in', ['agreed', 'put_off']), _negated=True), models.Q(('answered_by__isnull', False), models.Q(('answered_by', models.F('person')), _negated=True)), _connector='OR'), name='time_off_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'put_off'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='time_off_put_off_says_why')],
                    'triggers': [pgtrigger.compiler.Trigger(name='time_off_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f2da512b046caaf690222109715891d4222fb94b', operation='DELETE', pgid='pgtrigger_time_off_never_deleted_1f5d7', table='rotation_timeoff', when='BEFORE')), pgtrigger.compiler.Trigger(name='time_off_days_stand', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."first_day" IS DISTINCT FROM (NEW."first_day") OR OLD."last_day" IS DISTINCT FROM (NEW."last_day") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='149d167f1f1f176efc7e84c1a80d424c0a074ca4', operation='UPDATE', pgid='pgtrigger_time_off_days_stand_b3c1d', table='rotation_timeoff', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Training',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('began_on', models.DateField(verbose_name='began')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended')),
                    ('ending', models.CharField(blank=True, choices=[('learned', 'knows it now'), ('stopped', 'stopped')], max_length=8, verbose_name='how it ended')),
                    ('beside', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beside whom')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL)),
                    ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='rotation.skill', verbose_name='skill')),
                ],
                options={
                    'verbose_name': 'training',
                    'verbose_name_plural': 'trainings',
                    'ordering': ['-began_on', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('person', 'skill'), name='training_once_at_a_time'), models.CheckConstraint(condition=models.Q(('beside', models.F('person')), _negated=True), name='training_beside_another'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('ending', '')), models.Q(('ended_on__gte', models.F('began_on')), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='training_ended_says_how')],
                    'triggers': [pgtrigger.compiler.Trigger(name='training_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='354e9363c51ac6339cecf0fc24b1a32553b71c2b', operation='DELETE', pgid='pgtrigger_training_never_deleted_ee1d4', table='rotation_training', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Turn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('monday', models.DateField(verbose_name='week')),
                    ('reasons', models.JSONField(default=dict)),
                    ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='dropped')),
                    ('beside', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to=settings.AUTH_USER_MODEL)),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='rotation.post')),
                    ('roster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='rotation.roster')),
                ],
                options={
                    'verbose_name': 'turn',
                    'verbose_name_plural': 'turns',
                    'ordering': ['monday', 'post', 'person'],
                    'indexes': [models.Index(fields=['person', '-monday'], name='turn_of_person'), models.Index(fields=['post', '-monday'], name='turn_at_post'), models.Index(condition=models.Q(('dropped_at', None)), fields=['roster', 'post'], name='turn_of_roster')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('monday', 'person'), name='turn_one_post_a_week'), models.CheckConstraint(condition=models.Q(('beside', None), models.Q(('beside', models.F('person')), _negated=True), _connector='OR'), name='turn_beside_another')],
                    'triggers': [pgtrigger.compiler.Trigger(name='turn_of_its_week', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                SELECT roster.monday INTO NEW.monday FROM rotation_roster roster\n                 WHERE roster.id = NEW.roster_id;\n                RETURN NEW;\n                ', hash='2200640382f4aacf439f22d215ea088bfa27ff63', operation='INSERT OR UPDATE OF "monday", "roster_id"', pgid='pgtrigger_turn_of_its_week_f8ffd', table='rotation_turn', when='BEFORE')), pgtrigger.compiler.Trigger(name='turn_published_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT 1 FROM rotation_roster WHERE id = OLD.roster_id AND state = 'published'\n                ) THEN\n                    RAISE EXCEPTION 'turn_published_stays: change it or drop it'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN OLD;\n                ", hash='c80ca220ab6b1f9b0b1a3515e8d73b03f2ca1f91', operation='DELETE', pgid='pgtrigger_turn_published_stays_49c23', table='rotation_turn', when='BEFORE')), pgtrigger.compiler.Trigger(name='turn_change_is_written', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.post_id, OLD.person_id) <> (NEW.post_id, NEW.person_id) OR OLD.dropped_at IS DISTINCT FROM NEW.dropped_at)', constraint='CONSTRAINT', func="\n                IF EXISTS (\n                    SELECT 1 FROM rotation_roster WHERE id = NEW.roster_id AND state = 'published'\n                ) AND NOT EXISTS (\n                    SELECT 1 FROM rotation_turnchange said WHERE said.turn_id = NEW.id\n                    AND said.new_post_id IS NOT DISTINCT FROM\n                        (SELECT CASE WHEN t.dropped_at IS NULL THEN t.post_id END\n                           FROM rotation_turn t WHERE t.id = NEW.id)\n                ) THEN\n                    RAISE EXCEPTION 'turn_change_is_written: say why a published turn changed'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NULL;\n                ", hash='0888c699d657b3b916095fb879ff29a7ba02ca72', operation='UPDATE OF "post_id", "person_id", "dropped_at"', pgid='pgtrigger_turn_change_is_written_e9a76', table='rotation_turn', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
                },
            ),
            migrations.CreateModel(
                name='Swap',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='a few words')),
                    ('state', models.CharField(choices=[('asked', 'asked for'), ('done', 'agreed by both'), ('declined', 'declined'), ('withdrawn', 'taken back'), ('lapsed', 'lapsed')], default='asked', max_length=10, verbose_name='state')),
                    ('asked_at', models.DateTimeField(verbose_name='asked')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_offered', to='rotation.turn')),
                    ('turn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_asked', to='rotation.turn')),
                ],
                options={
                    'verbose_name': 'swap',
                    'verbose_name_plural': 'swaps',
                    'ordering': ['-asked_at', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('turn', 'other'), name='swap_asked_once'), models.CheckConstraint(condition=models.Q(('turn', models.F('other')), _negated=True), name='swap_of_two_turns'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('asked_of')), _negated=True), name='swap_between_two'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='swap_answered_when')],
                    'triggers': [pgtrigger.compiler.Trigger(name='swap_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3751f36c105463e20a1d49878624b7305487caed', operation='DELETE', pgid='pgtrigger_swap_never_deleted_59377', table='rotation_swap', when='BEFORE')), pgtrigger.compiler.Trigger(name='swap_answered_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'asked\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3042238f43696334465370971afe777bfe89107a', operation='UPDATE', pgid='pgtrigger_swap_answered_stays_bdda2', table='rotation_swap', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='AttendanceNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('said', models.CharField(choices=[('present', 'came'), ('late', 'came late'), ('excused', 'excused'), ('absent', 'did not come')], max_length=8, verbose_name='attendance')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='in a few words')),
                    ('at', models.DateTimeField(verbose_name='when')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('turn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_notes', to='rotation.turn')),
                ],
                options={
                    'verbose_name': 'note of attendance',
                    'verbose_name_plural': 'notes of attendance',
                    'ordering': ['at', 'id'],
                    'indexes': [models.Index(fields=['turn', '-id'], name='attendance_of_turn')],
                    'triggers': [pgtrigger.compiler.Trigger(name='attendance_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='14a0242fde06011512db0a5c65436fdc8f533e79', operation='UPDATE OR DELETE', pgid='pgtrigger_attendance_written_once_ec62f', table='rotation_attendancenote', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='TurnChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('why', models.CharField(choices=[('absence', 'somebody cannot come'), ('swap', 'two people swapped'), ('cover', 'covers for somebody'), ('back', 'can come again'), ('meeting', 'a meeting said so')], max_length=8, verbose_name='why')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='in a few words')),
                    ('at', models.DateTimeField(verbose_name='when')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('new_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.post')),
                    ('old_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.post')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('turn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='rotation.turn')),
                ],
                options={
                    'verbose_name': 'change of a turn',
                    'verbose_name_plural': 'changes of turns',
                    'ordering': ['-at', '-id'],
                    'indexes': [models.Index(fields=['-at', '-id'], name='turn_change_by_time')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('old_post__isnull', False), ('new_post__isnull', False), _connector='OR'), name='turn_change_from_or_to')],
                    'triggers': [pgtrigger.compiler.Trigger(name='turn_change_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0fd2c066c7cbe44b314b9f00e78f7bacfb432ac1', operation='UPDATE OR DELETE', pgid='pgtrigger_turn_change_written_once_5234f', table='rotation_turnchange', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='FixedPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='period')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fixed_places', to=settings.AUTH_USER_MODEL)),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fixed_places', to='rotation.post', verbose_name='post')),
                ],
                options={
                    'verbose_name': 'fixed place',
                    'verbose_name_plural': 'fixed places',
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('during', '&&')], name='fixed_place_one_at_a_time'), models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='fixed_place_has_a_beginning')],
                    'triggers': [pgtrigger.compiler.Trigger(name='fixed_place_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e185696aed0e32fa049f41d3c1917069bd12b38d', operation='DELETE', pgid='pgtrigger_fixed_place_never_deleted_4521e', table='rotation_fixedplace', when='BEFORE')), pgtrigger.compiler.Trigger(name='fixed_place_at_a_fixed_post', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF NOT EXISTS (SELECT 1 FROM rotation_post WHERE id = NEW.post_id AND kind = 'fixed') THEN\n                    RAISE EXCEPTION 'fixed_place_at_a_fixed_post: this post rotates'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='8499c88e22be8e1cb065965347dd05d4e0809dfe', operation='INSERT', pgid='pgtrigger_fixed_place_at_a_fixed_post_d6272', table='rotation_fixedplace', when='BEFORE'))],
                },
            ),
            ]
        ),
        migrations.AddField(
            model_name='post',
            name='skills',
            field=models.ManyToManyField(blank=True, related_name='posts', to='rotation.skill', verbose_name='one must know'),
        ),
    ]

