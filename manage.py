"""Django's own commands, with the embedded database started first when it is needed."""

import os
import sys

from django.core.management import execute_from_command_line

from tongxin.kernel import embedded

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    embedded.ensure_started()
    execute_from_command_line(sys.argv)
