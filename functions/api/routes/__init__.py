"""Every route of the API."""

from functions.api.routes.audit import ROUTES as AUDIT
from functions.api.routes.clients import ROUTES as CLIENTS
from functions.api.routes.dashboard import ROUTES as DASHBOARD
from functions.api.routes.history import ROUTES as HISTORY
from functions.api.routes.keys import ROUTES as KEYS
from functions.api.routes.session import ROUTES as SESSION

ROUTES = (*DASHBOARD, *CLIENTS, *HISTORY, *KEYS, *SESSION, *AUDIT)
