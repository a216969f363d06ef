
import sys
from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql"


def written(name):
    """The statements of a file of `federation/sql`."""

    def install(apps, schema_editor):
        schema_editor.execute((SQL / name).read_text(), params=None)

    return migrations.RunPython(install, migrations.RunPython.noop, elidable=False)


def move_phones(apps, schema_editor):
    """Each person's one phone becomes the first of their phones. What is no number is told, by person."""
    from cecosesola.kernel import phones

    person, phone = apps.get_model("federation", "Person"), apps.get_model("federation", "PersonPhone")
    made = []
    for pk, text in person.objects.exclude(phone="").values_list("pk", "phone"):
        number = phones.tidy(text)
        if number is None:
            sys.stderr.write(f"The phone of person {pk} is no number and was left out.\n")
        else:
            made.append(phone(person_id=pk, number=number, preferred=True))
    phone.objects.bulk_create(made, batch_size=5000)


class Migration(migrations.Migration):

    dependencies = [
        ('federation', '0005_keys'),
    ]

    operations = [
        written("names.sql"),
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
            ],
            options={
                'verbose_name': 'member of a household',
                'verbose_name_plural': 'members of households',
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
            ],
            options={
                'verbose_name': 'file brought in',
                'verbose_name_plural': 'files brought in',
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
            ],
            options={
                'verbose_name': 'line of a file',
                'verbose_name_plural': 'lines of files',
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
            ],
            options={
                'verbose_name': 'likely double',
                'verbose_name_plural': 'likely doubles',
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
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
            },
        ),
        migrations.CreateModel(
            name='PersonPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='International: +58 and the digits.', max_length=16, verbose_name='number')),
                ('preferred', models.BooleanField(default=False, verbose_name='call here first')),
            ],
            options={
                'verbose_name': 'phone',
                'verbose_name_plural': 'phones',
            },
        ),
        migrations.RemoveIndex(
            model_name='person',
            name='person_by_name',
        ),
        migrations.AddField(
            model_name='person',
            name='birth_date',
            field=models.DateField(blank=True, null=True, verbose_name='born'),
        ),
        migrations.AddField(
            model_name='person',
            name='email',
            field=models.EmailField(blank=True, max_length=120, verbose_name='e-mail'),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to=settings.AUTH_USER_MODEL, verbose_name='is now'),
        ),
        migrations.AddField(
            model_name='person',
            name='redacted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='data removed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='person_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3a924f00189810fbd5cd2d756a56eaa4f0107dd9', operation='DELETE', pgid='pgtrigger_person_never_deleted_e8a72', table='federation_person', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('merged_into__isnull', True), _connector='OR'), name='person_is_not_its_double'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', True), ('redacted_at__isnull', True)), ('is_active', False), _connector='OR'), name='person_gone_stays_out'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('redacted_at__isnull', True), models.Q(('birth_date__isnull', True), ('email', '')), _connector='OR'), name='person_redacted_is_bare'),
        ),
        migrations.AddField(
            model_name='householdmember',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='federation.household'),
        ),
        migrations.AddField(
            model_name='householdmember',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='households', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL, verbose_name='brought by'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='brought',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='federation.import'),
        ),
        migrations.AddField(
            model_name='likelydouble',
            name='different_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='likelydouble',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='likelydouble',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='merged',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='survivor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personphone',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phones', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(move_phones, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='person',
            name='phone',
        ),
        migrations.AddField(
            model_name='person',
            name='family_order',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('family_names'), function='public.house_order', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='person',
            name='given_order',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), function='public.house_order', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='person',
            name='search_text',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), models.F('family_names'), function='public.house_words', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='person',
            name='sound',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('given_names'), models.F('family_names'), function='public.house_sound', output_field=models.TextField(db_collation='C')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('period', '&&')], name='household_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_contact', True)), expressions=[('household', '='), ('period', '&&')], name='household_one_contact'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='household_period_not_empty'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['state', 'moved_at'], name='import_under_way'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 20971520)), name='import_size_bounded'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'reading'), _negated=True), ('content__isnull', False), _connector='OR'), name='import_read_from_a_file'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['brought', 'fate', 'line'], name='import_by_fate'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('thing_id__isnull', False)), fields=['thing_id'], name='import_of_thing'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('brought', 'line'), name='import_line_once'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fate', 'refused'), _negated=True), models.Q(('problems', []), _negated=True), _connector='OR'), name='import_refusal_says_why'),
        ),
        migrations.AddIndex(
            model_name='likelydouble',
            index=models.Index(condition=models.Q(('different_at__isnull', True)), fields=['id'], name='double_open'),
        ),
        migrations.AddConstraint(
            model_name='likelydouble',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='double_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='likelydouble',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='double_lower_first'),
        ),
        migrations.AddConstraint(
            model_name='likelydouble',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('different_at__isnull', True), ('different_by__isnull', True)), models.Q(('different_at__isnull', False), ('different_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='double_told_apart_says_why'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='merge_into_one_only'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('sealed', False), ('moved', {}), _connector='OR'), name='merge_sealed_is_bare'),
        ),
        migrations.AddIndex(
            model_name='personphone',
            index=models.Index(django.contrib.postgres.indexes.OpClass('number', name='varchar_pattern_ops'), name='phone_by_number'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.UniqueConstraint(fields=('person', 'number'), name='phone_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.UniqueConstraint(condition=models.Q(('preferred', True)), fields=('person',), name='phone_one_preferred'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.CheckConstraint(condition=models.Q(('number__regex', '^\\+[1-9][0-9]{6,14}$')), name='phone_form'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', True), ('redacted_at__isnull', True)), fields=['family_order', 'given_order', 'id'], include=('search_text', 'sound', 'document'), name='person_in_order'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='person_by_words'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('sound', name='gin_trgm_ops'), name='person_by_sound'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('birth_date__isnull', False)), fields=['birth_date'], name='person_by_birth'),
        ),
        written("standing.sql"),
    ]
