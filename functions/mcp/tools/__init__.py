"""Every tool: one file each, named like the tool."""

from functions.mcp.tools.generate_client_reports import TOOL as GENERATE_CLIENT_REPORTS
from functions.mcp.tools.get_all_clients_status import TOOL as GET_ALL_CLIENTS_STATUS
from functions.mcp.tools.get_performance_metrics import TOOL as GET_PERFORMANCE_METRICS
from functions.mcp.tools.get_system_health import TOOL as GET_SYSTEM_HEALTH
from functions.mcp.tools.list_notifications import TOOL as LIST_NOTIFICATIONS
from functions.mcp.tools.register_client import TOOL as REGISTER_CLIENT
from functions.mcp.tools.replay_notifications import TOOL as REPLAY_NOTIFICATIONS

TOOLS = (
    GENERATE_CLIENT_REPORTS,
    GET_ALL_CLIENTS_STATUS,
    GET_SYSTEM_HEALTH,
    GET_PERFORMANCE_METRICS,
    REGISTER_CLIENT,
    LIST_NOTIFICATIONS,
    REPLAY_NOTIFICATIONS,
)
