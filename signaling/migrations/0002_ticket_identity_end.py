"""A socket that a ticket opened ends with the identity behind the ticket."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signaling', '0001_initial'),
    ]

    operations = [
        # Tickets live for half a minute: one that is under way now opens nothing, and its client asks for another.
        migrations.AddField(
            model_name='socketticket',
            name='identity_expires_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
