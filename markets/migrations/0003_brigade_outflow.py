

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('markets', '0002_till_ingest'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outflow',
            name='kind',
            field=models.CharField(choices=[('waste', 'shrinkage'), ('donation', 'donated'), ('brigade', 'given to the solidarity brigade'), ('processed', 'processed')], max_length=10, verbose_name='kind'),
        ),
    ]
