import cecosesola.kernel.money
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from cecosesola.kernel.migrating import AtOnce


SQL = Path(__file__).resolve().parent.parent / "sql"


def install(apps, schema_editor):
    schema_editor.execute((SQL / "chart.sql").read_text(), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('assemblies', '0006_proposals'),
        ('federation', '0006_register'),
        ('finance', '0002_ledger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
            migrations.CreateModel(
                name='BankFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('layout', models.CharField(max_length=40, verbose_name='layout')),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('sha256', models.CharField(max_length=64)),
                    ('lines', models.IntegerField(verbose_name='new lines')),
                    ('known', models.IntegerField(verbose_name='lines that were here already')),
                    ('refused', models.JSONField(default=list, verbose_name='lines that could not be read')),
                    ('brought_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='brought')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.account')),
                    ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'bank file',
                    'verbose_name_plural': 'bank files',
                    'constraints': [models.UniqueConstraint(fields=('account', 'sha256'), name='bankfile_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='bankfile_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7c7e6f22c0f486627b0887ff22cd5fd025796f3f', operation='UPDATE OR DELETE', pgid='pgtrigger_bankfile_stays_e6fb6', table='finance_bankfile', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='BankLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.IntegerField(verbose_name='line of the file')),
                    ('on', models.DateField(verbose_name='day')),
                    ('reference', models.CharField(max_length=60, verbose_name='reference')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('description', models.CharField(blank=True, max_length=200, verbose_name='what the bank says')),
                    ('state', models.CharField(choices=[('open', 'not matched'), ('matched', 'matched')], default='open', max_length=8, verbose_name='state')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.account')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_lines', to='finance.bankfile')),
                ],
                options={
                    'verbose_name': 'bank line',
                    'verbose_name_plural': 'bank lines',
                    'indexes': [models.Index(fields=['account', 'state', 'on', 'id'], name='bankline_open')],
                    'constraints': [models.UniqueConstraint(fields=('account', 'on', 'amount', 'reference'), name='bankline_reference_once'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='bankline_not_zero'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'matched'])), name='bankline_state_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='bankline_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5cb399729a9b6920930c5489050964303ff82d69', operation='DELETE', pgid='pgtrigger_bankline_never_deleted_d1717', table='finance_bankline', when='BEFORE')), pgtrigger.compiler.Trigger(name='bankline_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."on" IS DISTINCT FROM (NEW."on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."description" IS DISTINCT FROM (NEW."description"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6cdd1989e1eb31ce016eccd12314b18163e6079a', operation='UPDATE', pgid='pgtrigger_bankline_stays_itself_88d12', table='finance_bankline', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='BankMatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('leg', models.SmallIntegerField()),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=20)),
                    ('matched_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='matched')),
                    ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='finance.bankline')),
                    ('matched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('entry', 'leg'), name='bankmatch_leg_once'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__gte', models.F('matched_at')), ('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='bankmatch_undone_by_somebody')],
                    'triggers': [pgtrigger.compiler.Trigger(name='bankmatch_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ee3ee81ba96fc2e3450d6e9429dec20760737193', operation='DELETE', pgid='pgtrigger_bankmatch_never_deleted_e45fa', table='finance_bankmatch', when='BEFORE')), pgtrigger.compiler.Trigger(name='bankmatch_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."line_id" IS DISTINCT FROM (NEW."line_id") OR OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."leg" IS DISTINCT FROM (NEW."leg") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."matched_by_id" IS DISTINCT FROM (NEW."matched_by_id") OR OLD."matched_at" IS DISTINCT FROM (NEW."matched_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a8de722a857f4c6e94b8555331df57c569ac6619', operation='UPDATE', pgid='pgtrigger_bankmatch_stays_itself_2c506', table='finance_bankmatch', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='CashBag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('drop', 'from a till to the vault'), ('deposit', 'from the vault to the bank'), ('count', 'count of the vault')], max_length=8, verbose_name='what for')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], max_length=3, verbose_name='currency')),
                    ('label', models.CharField(max_length=40, verbose_name='number of the seal')),
                    ('state', models.CharField(choices=[('counting', 'being counted'), ('travelling', 'on its way'), ('closed', 'arrived'), ('cancelled', 'left undone')], default='counting', max_length=10, verbose_name='state')),
                    ('round', models.SmallIntegerField(default=1, verbose_name='time counted')),
                    ('sent', cecosesola.kernel.money.MoneyField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='left with')),
                    ('received', cecosesola.kernel.money.MoneyField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='arrived with')),
                    ('expected', cecosesola.kernel.money.MoneyField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='in the books')),
                    ('reference', models.CharField(blank=True, max_length=40, verbose_name="number of the bank's slip")),
                    ('explanation', models.CharField(blank=True, max_length=500, verbose_name='what happened')),
                    ('key', models.CharField(max_length=80)),
                    ('opened_at', models.DateTimeField(verbose_name='begun')),
                    ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                    ('arrived_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('left_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.account')),
                ],
                options={
                    'verbose_name': 'bag of cash',
                    'verbose_name_plural': 'bags of cash',
                    'indexes': [models.Index(fields=['cooperative', '-id'], name='bag_of_cooperative')],
                    'constraints': [models.UniqueConstraint(fields=('cooperative', 'label'), name='bag_seal_once'), models.UniqueConstraint(fields=('key',), name='bag_key_once'), models.CheckConstraint(condition=models.Q(('currency__in', ['VES', 'USD', 'COP'])), name='bag_currency_known'), models.CheckConstraint(condition=models.Q(('sent', None), ('sent__gt', 0), _connector='OR'), name='bag_sends_something'), models.CheckConstraint(condition=models.Q(('received', None), ('received__gte', 0), _connector='OR'), name='bag_received_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('received', None), ('sent', None), ('state__in', ['counting', 'cancelled'])), models.Q(('left_at__isnull', False), ('received', None), ('sent__isnull', False), ('state', 'travelling')), models.Q(('received__isnull', False), ('sent__isnull', False), ('state', 'closed')), models.Q(('expected__isnull', False), ('kind', 'count'), ('received__isnull', False), ('state', 'closed')), _connector='OR'), name='bag_says_what_it_holds')],
                    'triggers': [pgtrigger.compiler.Trigger(name='bag_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1cc7ec0262ba15cb6db918eaaa13830dbc74bc55', operation='DELETE', pgid='pgtrigger_bag_never_deleted_02691', table='finance_cashbag', when='BEFORE')), pgtrigger.compiler.Trigger(name='bag_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cooperative_id" IS DISTINCT FROM (NEW."cooperative_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c45a649297410157d8f20774707d61100f170016', operation='UPDATE', pgid='pgtrigger_bag_stays_itself_5b23a', table='finance_cashbag', when='BEFORE')), pgtrigger.compiler.Trigger(name='bag_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'closed\', \'cancelled\') AND (OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."received" IS DISTINCT FROM (NEW."received") OR OLD."sent" IS DISTINCT FROM (NEW."sent")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='233566fc851ead7b497fbaece5d5292d8a8b8576', operation='UPDATE', pgid='pgtrigger_bag_ends_once_bda1f', table='finance_cashbag', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='CashTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('moment', models.CharField(choices=[('leaving', 'on leaving'), ('arriving', 'on arriving')], max_length=8)),
                    ('round', models.SmallIntegerField()),
                    ('place', models.SmallIntegerField()),
                    ('denominations', models.JSONField(default=dict, verbose_name='by denomination')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='counted')),
                    ('reference', models.CharField(blank=True, max_length=40, verbose_name="number of the bank's slip")),
                    ('counted_at', models.DateTimeField(verbose_name='counted')),
                    ('bag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='finance.cashbag')),
                    ('counted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'count of a bag',
                    'verbose_name_plural': 'counts of bags',
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('bag', 'moment', 'round', 'counted_by'), name='tally_by_two_people'), models.UniqueConstraint(fields=('bag', 'moment', 'round', 'place'), name='tally_two_a_round'), models.CheckConstraint(condition=models.Q(('place__in', [1, 2])), name='tally_place_known'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='tally_not_negative')],
                    'triggers': [pgtrigger.compiler.Trigger(name='tally_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f8a2e4b00a374e48a1512c813122e33c9d2b4bb2', operation='UPDATE OR DELETE', pgid='pgtrigger_tally_stays_0aa7e', table='finance_cashtally', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='CurrencyEra',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], default='VES', max_length=3, verbose_name='currency')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('starts', models.DateField(verbose_name='first day')),
                    ('divisor', models.BigIntegerField(verbose_name='old ones for a new one')),
                    ('source', models.CharField(max_length=160, verbose_name='published in')),
                    ('planned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'era of a currency',
                    'verbose_name_plural': 'eras of currencies',
                    'constraints': [models.UniqueConstraint(fields=('currency', 'starts'), name='era_first_day_once'), models.CheckConstraint(condition=models.Q(('divisor__in', [10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000])), name='era_takes_zeros_off')],
                    'triggers': [pgtrigger.compiler.Trigger(name='era_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d4b116f34b895a8f92e5b7a8ced12995a2d1e18', operation='UPDATE OR DELETE', pgid='pgtrigger_era_stays_8d1ce', table='finance_currencyera', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='EraProof',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('accounts', models.IntegerField(verbose_name='accounts')),
                    ('debits_before', models.DecimalField(decimal_places=2, max_digits=30)),
                    ('debits_after', models.DecimalField(decimal_places=2, max_digits=30)),
                    ('rounding', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='rounding')),
                    ('proven_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='proven')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('era', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='finance.currencyera')),
                    ('proven_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'triggers': [pgtrigger.compiler.Trigger(name='eraproof_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2ed7cd91bafe25c85e849b5059a5b6b77a4a7396', operation='UPDATE OR DELETE', pgid='pgtrigger_eraproof_stays_c186e', table='finance_eraproof', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='EraConversion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entries', models.IntegerField(verbose_name='entries')),
                    ('converted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='converted')),
                    ('converted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('era', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='finance.currencyera')),
                    ('proven_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proof', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conversion', to='finance.eraproof')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('era', 'cooperative'), name='era_converts_once'), models.CheckConstraint(condition=models.Q(('converted_by', models.F('proven_by')), _negated=True), name='era_converted_by_two_people')],
                    'triggers': [pgtrigger.compiler.Trigger(name='eraconversion_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='38b5cde452a903484ab6c6df79c18bb7c88bb60a', operation='UPDATE OR DELETE', pgid='pgtrigger_eraconversion_stays_3031a', table='finance_eraconversion', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='PeriodClosing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('closed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='closed')),
                    ('checklist', models.JSONField(verbose_name='checklist')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='about what was still open')),
                    ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='finance.period')),
                ],
                options={
                    'triggers': [pgtrigger.compiler.Trigger(name='closing_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8f1da5d6bacd232d782500712b1d5d868034dbf6', operation='UPDATE OR DELETE', pgid='pgtrigger_closing_stays_b9315', table='finance_periodclosing', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Revaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], max_length=3, verbose_name='currency')),
                    ('on', models.DateField(verbose_name='day')),
                    ('position', models.DecimalField(decimal_places=2, max_digits=24, verbose_name='position')),
                    ('cost', models.DecimalField(decimal_places=2, max_digits=24, verbose_name='cost')),
                    ('gain', models.DecimalField(decimal_places=2, max_digits=24, verbose_name='gain')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('rate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.fxrate')),
                ],
                options={
                    'verbose_name': 'revaluation',
                    'verbose_name_plural': 'revaluations',
                    'indexes': [models.Index(fields=['cooperative', '-on', '-id'], name='revaluation_latest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('currency', 'VES'), _negated=True), name='revaluation_foreign'), models.CheckConstraint(condition=models.Q(models.Q(('entry', None), ('gain', 0)), models.Q(models.Q(('gain', 0), _negated=True), ('entry__isnull', False)), _connector='OR'), name='revaluation_posts_its_gain')],
                    'triggers': [pgtrigger.compiler.Trigger(name='revaluation_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a4cbe3017c9649af3ec0fb168cb68c0971b12bc3', operation='UPDATE OR DELETE', pgid='pgtrigger_revaluation_stays_19c70', table='finance_revaluation', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SurplusDistribution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='months')),
                    ('surplus', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='surplus')),
                    ('parts', models.JSONField(verbose_name='parts')),
                    ('shared_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='shared out')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('shared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'sharing of a surplus',
                    'verbose_name_plural': 'sharings of surplus',
                    'constraints': [models.CheckConstraint(condition=models.Q(('surplus__gt', 0)), name='surplus_above_zero'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('cooperative', '='), ('during', '&&')], name='surplus_month_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='surplus_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a57bfedc9a62c1104c6a4c310ab016c2836b0c26', operation='UPDATE OR DELETE', pgid='pgtrigger_surplus_stays_5e5c4', table='finance_surplusdistribution', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SurplusRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('node_code', models.CharField(max_length=20, verbose_name='goes to')),
                    ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='percent')),
                    ('since', models.DateField(verbose_name='from')),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'part of the surplus',
                    'verbose_name_plural': 'parts of the surplus',
                    'ordering': ['node_code', '-since'],
                    'constraints': [models.UniqueConstraint(fields=('node_code', 'since'), name='surplusrule_once_a_day'), models.CheckConstraint(condition=models.Q(('percent__gte', Decimal('0')), ('percent__lte', Decimal('100'))), name='surplusrule_is_a_part'), models.CheckConstraint(condition=models.Q(('node_code__startswith', '3.'), ('node_code__startswith', '2.'), _connector='OR'), name='surplusrule_to_equity_or_fund')],
                    'triggers': [pgtrigger.compiler.Trigger(name='surplusrule_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b81d92dbe3ff3401b2c69b30262056d645d5cb8', operation='UPDATE OR DELETE', pgid='pgtrigger_surplusrule_stays_85566', table='finance_surplusrule', when='BEFORE'))],
                },
            ),
            ]
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^1(\\.\\d{1,3}){1,4}$'), ('kind', 'asset')), models.Q(('code__regex', '^2(\\.\\d{1,3}){1,4}$'), ('kind', 'liability')), models.Q(('code__regex', '^3(\\.\\d{1,3}){1,4}$'), ('kind', 'equity')), models.Q(('code__regex', '^4(\\.\\d{1,3}){1,4}$'), ('kind', 'income')), models.Q(('code__regex', '^5(\\.\\d{1,3}){1,4}$'), ('kind', 'expense')), _connector='OR'), name='node_code_says_kind'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop, elidable=False),
    ]
