"""The store of the tests of runs."""

from tests.cli.conftest import call as call
from tests.runs.conftest import empty_database as empty_database
from tests.runs.conftest import home as home
from tests.runs.conftest import store as store
