"""Every tool: one file each, named like the tool."""

from functions.mcp.tools.acknowledge_incident import TOOL as ACKNOWLEDGE_INCIDENT
from functions.mcp.tools.alert_on_failures import TOOL as ALERT_ON_FAILURES
from functions.mcp.tools.generate_client_reports import TOOL as GENERATE_CLIENT_REPORTS
from functions.mcp.tools.get_all_clients_status import TOOL as GET_ALL_CLIENTS_STATUS
from functions.mcp.tools.get_client_report import TOOL as GET_CLIENT_REPORT
from functions.mcp.tools.get_performance_metrics import TOOL as GET_PERFORMANCE_METRICS
from functions.mcp.tools.get_system_health import TOOL as GET_SYSTEM_HEALTH
from functions.mcp.tools.list_client_reports import TOOL as LIST_CLIENT_REPORTS
from functions.mcp.tools.list_incidents import TOOL as LIST_INCIDENTS
from functions.mcp.tools.list_notifications import TOOL as LIST_NOTIFICATIONS
from functions.mcp.tools.register_client import TOOL as REGISTER_CLIENT
from functions.mcp.tools.replay_notifications import TOOL as REPLAY_NOTIFICATIONS
from functions.mcp.tools.silence_alerts import TOOL as SILENCE_ALERTS
from functions.mcp.tools.simulate_alert_rule import TOOL as SIMULATE_ALERT_RULE

TOOLS = (
    GENERATE_CLIENT_REPORTS,
    LIST_CLIENT_REPORTS,
    GET_CLIENT_REPORT,
    GET_ALL_CLIENTS_STATUS,
    GET_SYSTEM_HEALTH,
    GET_PERFORMANCE_METRICS,
    REGISTER_CLIENT,
    LIST_NOTIFICATIONS,
    REPLAY_NOTIFICATIONS,
    ALERT_ON_FAILURES,
    LIST_INCIDENTS,
    ACKNOWLEDGE_INCIDENT,
    SILENCE_ALERTS,
    SIMULATE_ALERT_RULE,
)
