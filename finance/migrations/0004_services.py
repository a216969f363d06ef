import cecosesola.kernel.money
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import finance.models.savings
import finance.schedules.days
import pgtrigger.compiler
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from cecosesola.kernel.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('assemblies', '0001_squashed_0006_proposals'),
        ('federation', '0007_roster_role'),
        ('finance', '0003_cash'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
            migrations.CreateModel(
                name='SavingsProduct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('kind', models.CharField(choices=[('sight', 'at sight'), ('planned', 'programmed'), ('term', 'for a term')], max_length=8, verbose_name='kind')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], max_length=3, verbose_name='currency')),
                    ('compound', models.BooleanField(default=True, verbose_name='interest earns interest by the day')),
                    ('posts_every', models.SmallIntegerField(default=1, verbose_name='months between postings of interest')),
                    ('term_months', models.SmallIntegerField(blank=True, null=True, verbose_name='months of the term')),
                    ('early_percent', finance.models.savings.PercentField(decimal_places=4, default=Decimal('0'), max_digits=9, verbose_name='part of the rate when closed early')),
                    ('is_offered', models.BooleanField(default=True, verbose_name='offered')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                ],
                options={
                    'verbose_name': 'way of saving',
                    'verbose_name_plural': 'ways of saving',
                    'ordering': ['cooperative', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('cooperative', 'name'), name='savingsproduct_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'term'), ('term_months__gte', 1), ('term_months__lte', 120)), models.Q(('kind__in', ['sight', 'planned']), ('term_months', None)), _connector='OR'), name='savingsproduct_term_has_months'), models.CheckConstraint(condition=models.Q(('posts_every__in', [1, 2, 3, 4, 6, 12])), name='savingsproduct_posts'), models.CheckConstraint(condition=models.Q(('early_percent__gte', 0), ('early_percent__lte', 100)), name='savingsproduct_early_is_a_part'), models.CheckConstraint(condition=models.Q(('currency__in', ['VES', 'USD', 'COP'])), name='savingsproduct_currency')],
                    'triggers': [pgtrigger.compiler.Trigger(name='savingsproduct_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3f83316c4db06055542b19cbb204e1e1fc643641', operation='DELETE', pgid='pgtrigger_savingsproduct_never_deleted_3e6d6', table='finance_savingsproduct', when='BEFORE')), pgtrigger.compiler.Trigger(name='savingsproduct_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cooperative_id" IS DISTINCT FROM (NEW."cooperative_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."compound" IS DISTINCT FROM (NEW."compound") OR OLD."posts_every" IS DISTINCT FROM (NEW."posts_every") OR OLD."term_months" IS DISTINCT FROM (NEW."term_months") OR OLD."early_percent" IS DISTINCT FROM (NEW."early_percent"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a2187ee9991ee50439cc70fd74697ad59cf19199', operation='UPDATE', pgid='pgtrigger_savingsproduct_stays_itself_5c04a', table='finance_savingsproduct', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SavingsAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('active', 'active'), ('matured', 'term reached'), ('closed', 'closed')], default='active', max_length=8, verbose_name='state')),
                    ('signing', models.CharField(choices=[('any', 'any one of them'), ('all', 'all of them together')], default='any', max_length=3, verbose_name='who withdraws')),
                    ('opened_on', models.DateField(verbose_name='opened')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                    ('ends_on', models.DateField(blank=True, null=True, verbose_name='term until')),
                    ('percent', finance.models.savings.PercentField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='rate of the term')),
                    ('plan_amount', cecosesola.kernel.money.MoneyField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='each time')),
                    ('plan_every', models.CharField(blank=True, choices=[('week', 'every week'), ('month', 'every month')], max_length=5, verbose_name='how often')),
                    ('interest_through', models.DateField(verbose_name='interest posted until')),
                    ('checked', models.BigIntegerField(default=0)),
                    ('key', models.CharField(max_length=80)),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ledger', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='saving', to='finance.account')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='finance.savingsproduct')),
                ],
                options={
                    'verbose_name': 'saving',
                    'verbose_name_plural': 'savings',
                    'indexes': [models.Index(condition=models.Q(('state', 'active')), fields=['interest_through', 'id'], name='saving_due')],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='saving_key_once'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'matured', 'closed'])), name='saving_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_on', None)), _connector='OR'), name='saving_closed_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('ends_on', None), ('percent', None)), models.Q(('ends_on__gt', models.F('opened_on')), ('ends_on__isnull', False), ('percent__gte', 0), ('percent__isnull', False)), _connector='OR'), name='saving_term_has_a_rate'), models.CheckConstraint(condition=models.Q(models.Q(('plan_amount', None), ('plan_every', '')), models.Q(('plan_amount__gt', 0), ('plan_every__in', finance.schedules.days.Every)), _connector='OR'), name='saving_plan_is_whole')],
                    'triggers': [pgtrigger.compiler.Trigger(name='saving_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0bd500936a1495c7c8c5cd015ac4c3e66e5a5132', operation='DELETE', pgid='pgtrigger_saving_never_deleted_ea314', table='finance_savingsaccount', when='BEFORE')), pgtrigger.compiler.Trigger(name='saving_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."ledger_id" IS DISTINCT FROM (NEW."ledger_id") OR OLD."opened_on" IS DISTINCT FROM (NEW."opened_on") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."percent" IS DISTINCT FROM (NEW."percent") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='268ce0f3153820d6332bd94deebd1469d6efb4af', operation='UPDATE', pgid='pgtrigger_saving_stays_itself_b216c', table='finance_savingsaccount', when='BEFORE')), pgtrigger.compiler.Trigger(name='saving_closes_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'closed\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4829e75b7b9396987360098ee95a08019f1c8d02', operation='UPDATE', pgid='pgtrigger_saving_closes_once_62992', table='finance_savingsaccount', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SavingsInterest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts', models.DateField(verbose_name='from')),
                    ('ends', models.DateField(verbose_name='to')),
                    ('revision', models.SmallIntegerField(default=0)),
                    ('exact', models.DecimalField(decimal_places=8, max_digits=30)),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='interest')),
                    ('seen', models.BigIntegerField()),
                    ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                    ('posted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('saving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interest', to='finance.savingsaccount')),
                ],
                options={
                    'verbose_name': 'interest of a saving',
                    'verbose_name_plural': 'interest of savings',
                    'constraints': [models.UniqueConstraint(fields=('saving', 'ends', 'revision'), name='interest_once'), models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='interest_of_days'), models.CheckConstraint(condition=models.Q(models.Q(('amount', 0), ('entry', None)), models.Q(models.Q(('amount', 0), _negated=True), ('entry__isnull', False)), _connector='OR'), name='interest_posts_what_it_is'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 0), ('revision', 0), ('why', '')), models.Q(('revision__gt', 0), models.Q(('why', ''), _negated=True)), _connector='OR'), name='interest_change_says_why')],
                    'triggers': [pgtrigger.compiler.Trigger(name='interest_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54fb88cde785ea17c8b19bf3bd3f9d36e129b591', operation='UPDATE OR DELETE', pgid='pgtrigger_interest_stays_960bb', table='finance_savingsinterest', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SavingsRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateField(verbose_name='from')),
                    ('percent', finance.models.savings.PercentField(decimal_places=4, max_digits=9, verbose_name='yearly rate')),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='finance.savingsproduct')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['product', '-since'],
                    'constraints': [models.UniqueConstraint(fields=('product', 'since'), name='savingsrate_once_a_day'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 1000)), name='savingsrate_is_a_rate')],
                    'triggers': [pgtrigger.compiler.Trigger(name='savingsrate_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0751d9e0a6eca3d4874c3039153a5142c2c5a2e5', operation='UPDATE OR DELETE', pgid='pgtrigger_savingsrate_stays_e1f53', table='finance_savingsrate', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SavingsWithdrawal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('state', models.CharField(choices=[('asked', 'asked for'), ('paid', 'paid'), ('undone', 'taken back')], default='asked', max_length=6, verbose_name='state')),
                    ('asked_at', models.DateTimeField(verbose_name='asked')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                    ('closes', models.BooleanField(default=False, verbose_name='all of it, and closes the saving')),
                    ('key', models.CharField(max_length=80)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('hold', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.hold')),
                    ('saving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='finance.savingsaccount')),
                ],
                options={
                    'verbose_name': 'withdrawal',
                    'verbose_name_plural': 'withdrawals',
                    'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['id'], name='withdrawal_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='withdrawal_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='withdrawal_above_zero'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('entry', None), ('state', 'asked')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('entry__isnull', False), ('state', 'paid')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('entry', None), ('state', 'undone')), _connector='OR'), name='withdrawal_says_how_it_ended'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), models.Q(('ended_by', models.F('asked_by')), _negated=True), _connector='OR'), name='withdrawal_by_two_people')],
                    'triggers': [pgtrigger.compiler.Trigger(name='withdrawal_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ef7d79e8082191625fa7e2538c8054d5fd3a0a47', operation='DELETE', pgid='pgtrigger_withdrawal_never_deleted_14acc', table='finance_savingswithdrawal', when='BEFORE')), pgtrigger.compiler.Trigger(name='withdrawal_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."saving_id" IS DISTINCT FROM (NEW."saving_id") OR OLD."hold_id" IS DISTINCT FROM (NEW."hold_id") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."closes" IS DISTINCT FROM (NEW."closes") OR OLD."key" IS DISTINCT FROM (NEW."key"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='61f38d3b93897fd4b083c6ff1b5b62a988021569', operation='UPDATE', pgid='pgtrigger_withdrawal_stays_itself_2d6d1', table='finance_savingswithdrawal', when='BEFORE')), pgtrigger.compiler.Trigger(name='withdrawal_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'paid\', \'undone\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='414a13b4255a265eda6ba020b4f5d7ed35ff820f', operation='UPDATE', pgid='pgtrigger_withdrawal_ends_once_1eb46', table='finance_savingswithdrawal', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='WithdrawalConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='finance.savingswithdrawal')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('withdrawal', 'person'), name='consent_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='consent_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0c759e913942bcd345d5d834ddaec237fe6f3bb0', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_stays_e648a', table='finance_withdrawalconsent', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='SavingsHolder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('owner', 'owner'), ('joint', 'joint holder'), ('guardian', 'answers for a child')], max_length=8, verbose_name='as')),
                    ('since', models.DateField(verbose_name='from')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='to')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('saving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holders', to='finance.savingsaccount')),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [models.Index(condition=models.Q(('until', None)), fields=['person'], name='holder_of_person')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('saving', 'person'), name='holder_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('role', 'owner')), fields=('saving',), name='holder_one_owner'), models.CheckConstraint(condition=models.Q(('until', None), models.Q(('until__gte', models.F('since')), models.Q(('role', 'owner'), _negated=True)), _connector='OR'), name='holder_owner_stays'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'joint', 'guardian'])), name='holder_role_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='holder_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b66b8c4a0dfdb5cc85f1ed6aa420f0dbf71ee78a', operation='DELETE', pgid='pgtrigger_holder_never_deleted_4ea1f', table='finance_savingsholder', when='BEFORE')), pgtrigger.compiler.Trigger(name='holder_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."saving_id" IS DISTINCT FROM (NEW."saving_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."since" IS DISTINCT FROM (NEW."since"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='fbae30c115ce92c3c641548c72a4602a8f4cf77c', operation='UPDATE', pgid='pgtrigger_holder_stays_itself_5e753', table='finance_savingsholder', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanProduct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('currency', models.CharField(choices=[('VES', 'Bs'), ('USD', 'US$'), ('COP', 'COL$')], max_length=3, verbose_name='currency')),
                    ('fund', models.CharField(choices=[('own', "the cooperative's own"), ('mutual', 'the mutual support fund')], default='own', max_length=6, verbose_name='whose money')),
                    ('to_organisations', models.BooleanField(default=False, verbose_name='for member organisations')),
                    ('method', models.CharField(choices=[('french', 'equal instalments'), ('equal_principal', 'equal parts of the loan, interest on what is left'), ('flat', 'equal parts, interest on the whole loan'), ('harvest', 'by harvests')], max_length=16, verbose_name='repaid')),
                    ('every', models.CharField(choices=[('week', 'every week'), ('month', 'every month')], max_length=5, verbose_name='how often')),
                    ('step', models.SmallIntegerField(default=1, verbose_name='weeks or months between instalments')),
                    ('count', models.CharField(choices=[('thirty_360', 'months of 30 days'), ('actual_365', 'days of the calendar, year of 365'), ('actual_360', 'days of the calendar, year of 360')], max_length=10, verbose_name='days are counted as')),
                    ('rounding', models.CharField(choices=[('half_up', 'to the nearest, halves up'), ('half_even', 'to the nearest, halves to the even one'), ('up', 'up'), ('down', 'down')], max_length=9, verbose_name='instalments are rounded')),
                    ('round_to', models.DecimalField(decimal_places=2, default='0.01', max_digits=8, verbose_name='rounded to')),
                    ('most_instalments', models.SmallIntegerField(default=60, verbose_name='instalments at most')),
                    ('most_grace', models.SmallIntegerField(default=0, verbose_name='instalments of interest alone at most')),
                    ('backing', models.CharField(choices=[('collective', 'the collective that agreed to it'), ('guarantors', 'people who answer for it')], default='collective', max_length=10, verbose_name='backed by')),
                    ('guarantors', models.SmallIntegerField(default=0, verbose_name='how many answer for it')),
                    ('is_offered', models.BooleanField(default=True, verbose_name='offered')),
                    ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                ],
                options={
                    'verbose_name': 'kind of loan',
                    'verbose_name_plural': 'kinds of loan',
                    'ordering': ['cooperative', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('cooperative', 'name'), name='loanproduct_name_once'), models.CheckConstraint(condition=models.Q(('currency__in', ['VES', 'USD', 'COP'])), name='loanproduct_currency'), models.CheckConstraint(condition=models.Q(('most_instalments__gte', 1), ('most_instalments__lte', 360), ('step__gte', 1), ('step__lte', 24), ('most_grace__gte', 0), ('most_grace__lt', models.F('most_instalments'))), name='loanproduct_terms_make_sense'), models.CheckConstraint(condition=models.Q(('round_to__gt', 0)), name='loanproduct_rounds_to_something'), models.CheckConstraint(condition=models.Q(models.Q(('backing', 'collective'), ('guarantors', 0)), models.Q(('backing', 'guarantors'), ('guarantors__gte', 1), ('guarantors__lte', 9)), _connector='OR'), name='loanproduct_backed_by_somebody')],
                    'triggers': [pgtrigger.compiler.Trigger(name='loanproduct_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d23e9e3e074a24a2471b4f5a44fd2e85cc137a7f', operation='DELETE', pgid='pgtrigger_loanproduct_never_deleted_322dd', table='finance_loanproduct', when='BEFORE')), pgtrigger.compiler.Trigger(name='loanproduct_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."cooperative_id" IS DISTINCT FROM (NEW."cooperative_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."fund" IS DISTINCT FROM (NEW."fund") OR OLD."to_organisations" IS DISTINCT FROM (NEW."to_organisations") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."every" IS DISTINCT FROM (NEW."every") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."count" IS DISTINCT FROM (NEW."count") OR OLD."rounding" IS DISTINCT FROM (NEW."rounding") OR OLD."round_to" IS DISTINCT FROM (NEW."round_to") OR OLD."most_instalments" IS DISTINCT FROM (NEW."most_instalments") OR OLD."most_grace" IS DISTINCT FROM (NEW."most_grace") OR OLD."backing" IS DISTINCT FROM (NEW."backing") OR OLD."guarantors" IS DISTINCT FROM (NEW."guarantors"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='424c96a65b6b4d358f2e3390ac45cbc7cd4548fc', operation='UPDATE', pgid='pgtrigger_loanproduct_stays_itself_508e2', table='finance_loanproduct', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateField(verbose_name='from')),
                    ('percent', finance.models.savings.PercentField(decimal_places=4, max_digits=9, verbose_name='yearly rate')),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='finance.loanproduct')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['product', '-since'],
                    'constraints': [models.UniqueConstraint(fields=('product', 'since'), name='loanrate_once_a_day'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 1000)), name='loanrate_is_a_rate')],
                    'triggers': [pgtrigger.compiler.Trigger(name='loanrate_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e57ce663cd6f4995783bf64de8acc45b7162f4f', operation='UPDATE OR DELETE', pgid='pgtrigger_loanrate_stays_e2220', table='finance_loanrate', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='Loan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('instalments', models.SmallIntegerField(verbose_name='instalments')),
                    ('grace', models.SmallIntegerField(default=0, verbose_name='instalments of interest alone')),
                    ('harvests', models.JSONField(blank=True, default=list, verbose_name='harvests')),
                    ('purpose', models.CharField(max_length=200, verbose_name='what for')),
                    ('need', models.TextField(max_length=2000, verbose_name='why it is needed')),
                    ('shows_name', models.BooleanField(default=False, verbose_name='the agenda may say whose it is')),
                    ('state', models.CharField(choices=[('asked', 'before the meeting'), ('agreed', 'agreed'), ('running', 'being repaid'), ('repaid', 'repaid'), ('written_off', 'written off'), ('declined', 'not agreed'), ('undone', 'taken back')], default='asked', max_length=12, verbose_name='state')),
                    ('asked_at', models.DateTimeField(verbose_name='asked')),
                    ('ended_on', models.DateField(null=True, verbose_name='ended')),
                    ('key', models.CharField(max_length=80)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('ledger', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loan', to='finance.account')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.cooperative')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='finance.loanproduct')),
                    ('rate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.loanrate')),
                ],
                options={
                    'verbose_name': 'loan',
                    'verbose_name_plural': 'loans',
                    'indexes': [models.Index(fields=['person', '-id'], name='loan_of_person')],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='loan_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='loan_above_zero'), models.CheckConstraint(condition=models.Q(('grace__gte', 0), ('grace__lt', models.F('instalments')), ('instalments__gte', 1)), name='loan_terms_make_sense'), models.CheckConstraint(condition=models.Q(models.Q(('organisation', None), ('person__isnull', False)), models.Q(('organisation__isnull', False), ('person', None)), _connector='OR'), name='loan_to_one'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'undone']), models.Q(('rate__isnull', False), ('state__in', ['agreed', 'running', 'repaid', 'written_off']), ('decision__isnull', False)), models.Q(('decision__isnull', False), ('state', 'declined')), _connector='OR'), name='loan_agreed_by_decision'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['running', 'repaid', 'written_off']), _negated=True), ('ledger__isnull', False), _connector='OR'), name='loan_running_has_an_account'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('state__in', ['asked', 'agreed', 'running'])), models.Q(('ended_on__isnull', False), ('state__in', ['repaid', 'written_off', 'declined', 'undone'])), _connector='OR'), name='loan_ended_says_when')],
                    'triggers': [pgtrigger.compiler.Trigger(name='loan_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2736fd63b47a5855fd621e391761f453ea6fa0cf', operation='DELETE', pgid='pgtrigger_loan_never_deleted_71d77', table='finance_loan', when='BEFORE')), pgtrigger.compiler.Trigger(name='loan_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."need" IS DISTINCT FROM (NEW."need") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."key" IS DISTINCT FROM (NEW."key"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cfba954319a836c1148c5eb72e577c0070fe17d1', operation='UPDATE', pgid='pgtrigger_loan_stays_itself_44d87', table='finance_loan', when='BEFORE')), pgtrigger.compiler.Trigger(name='loan_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'repaid\', \'written_off\', \'declined\', \'undone\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4be5b6f4981890020f636cff172fbd0d43d0d3b3', operation='UPDATE', pgid='pgtrigger_loan_ends_once_cb330', table='finance_loan', when='BEFORE')), pgtrigger.compiler.Trigger(name='loan_agreed_terms_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'asked\') AND (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."rate_id" IS DISTINCT FROM (NEW."rate_id") OR OLD."decision_id" IS DISTINCT FROM (NEW."decision_id")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='834a28591f011b4b160d6732a868445238dd7bbc', operation='UPDATE', pgid='pgtrigger_loan_agreed_terms_stay_3c08f', table='finance_loan', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanGuarantor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('asked', 'asked'), ('given', 'given'), ('declined', 'not given')], default='asked', max_length=8)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backers', to='finance.loan')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('loan', 'person'), name='guarantor_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(('answered_at__isnull', False), ('state__in', ['given', 'declined'])), _connector='OR'), name='guarantor_answers')],
                    'triggers': [pgtrigger.compiler.Trigger(name='guarantor_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d9007400d7b5b92f898fa91fddb198925e79f34a', operation='DELETE', pgid='pgtrigger_guarantor_never_deleted_32cc5', table='finance_loanguarantor', when='BEFORE')), pgtrigger.compiler.Trigger(name='guarantor_stays_itself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."loan_id" IS DISTINCT FROM (NEW."loan_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6b8586398847b84e8f812cd7f5d0fa61b475d3e3', operation='UPDATE', pgid='pgtrigger_guarantor_stays_itself_d9d5a', table='finance_loanguarantor', when='BEFORE')), pgtrigger.compiler.Trigger(name='guarantor_answers_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'asked\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='df2df4654698220399730d16c71d4f5573700c7f', operation='UPDATE', pgid='pgtrigger_guarantor_answers_once_b441e', table='finance_loanguarantor', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.SmallIntegerField(verbose_name='version')),
                    ('since', models.DateField(verbose_name='from')),
                    ('reason', models.CharField(choices=[('drawn', 'money handed over'), ('early', 'paid ahead of time'), ('renegotiated', 'renegotiated')], max_length=12, verbose_name='because')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='what was said')),
                    ('terms', models.JSONField(verbose_name='terms')),
                    ('principal', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='to pay back')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='finance.loan')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['loan', 'version'],
                    'constraints': [models.UniqueConstraint(fields=('loan', 'version'), name='plan_version_once'), models.CheckConstraint(condition=models.Q(('principal__gt', 0), ('version__gte', 1)), name='plan_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'renegotiated'), _negated=True), ('decision__isnull', False), _connector='OR'), name='plan_renegotiated_by_decision')],
                    'triggers': [pgtrigger.compiler.Trigger(name='plan_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e8436634f178bcb6408673264ade6f7873e73f72', operation='UPDATE OR DELETE', pgid='pgtrigger_plan_stays_ecc69', table='finance_loanplan', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanPayment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='day')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('interest', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='interest')),
                    ('principal', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='principal')),
                    ('early', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='ahead of time')),
                    ('key', models.CharField(max_length=80)),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='finance.loan')),
                    ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='finance.loanplan')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='payment_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('early__gte', 0), ('interest__gte', 0), ('principal__gte', 0), ('amount', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('interest'), '+', models.F('principal')), '+', models.F('early')))), name='payment_pays_what_it_is')],
                    'triggers': [pgtrigger.compiler.Trigger(name='payment_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a6df700ccd8528609399a4263ebdf8d862354a3a', operation='UPDATE OR DELETE', pgid='pgtrigger_payment_stays_9f117', table='finance_loanpayment', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanInstalment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.SmallIntegerField(verbose_name='number')),
                    ('due', models.DateField(verbose_name='due')),
                    ('principal', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='principal')),
                    ('interest', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='interest')),
                    ('balance', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='left')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='finance.loanplan')),
                ],
                options={
                    'ordering': ['plan', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='instalment_once'), models.CheckConstraint(condition=models.Q(('balance__gte', 0), ('interest__gte', 0), ('principal__gte', 0)), name='instalment_not_negative')],
                    'triggers': [pgtrigger.compiler.Trigger(name='instalment_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e7dd2f4519e9213a917f26b4056f9ee53d9608e', operation='UPDATE OR DELETE', pgid='pgtrigger_instalment_stays_a5083', table='finance_loaninstalment', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanWriteOff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assemblies.decision')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('loan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='write_off', to='finance.loan')),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='writeoff_above_zero')],
                    'triggers': [pgtrigger.compiler.Trigger(name='writeoff_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9fd37fd155fcea2f7375d8774e260d34494785e8', operation='UPDATE OR DELETE', pgid='pgtrigger_writeoff_stays_2b929', table='finance_loanwriteoff', when='BEFORE'))],
                },
            ),
            migrations.CreateModel(
                name='LoanDraw',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='day')),
                    ('amount', cecosesola.kernel.money.MoneyField(decimal_places=2, max_digits=20, verbose_name='amount')),
                    ('key', models.CharField(max_length=80)),
                    ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finance.entry')),
                    ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='finance.loan')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='draw_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='draw_above_zero')],
                    'triggers': [pgtrigger.compiler.Trigger(name='draw_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9b66d369d4a6d4568f3a0c801f433117823f801', operation='UPDATE OR DELETE', pgid='pgtrigger_draw_stays_63426', table='finance_loandraw', when='BEFORE'))],
                },
            ),
            ]
        ),
    ]

