/** A client of the tests: well, and of no special kind. */
import type { ClientRow } from "./answers";

export function aClient(over: Partial<ClientRow> = {}): ClientRow {
  return {
    client_id: "cedar-accounting",
    client_name: "Cedar Accounting",
    industry: "Finance",
    is_active: true,
    overall_status: "healthy",
    is_in_maintenance: false,
    status_since: null,
    reason_code: null,
    reason: null,
    systems_count: 4,
    healthy_systems: 4,
    degraded_systems: 0,
    down_systems: 0,
    unknown_systems: 0,
    response_time_ms: 200,
    uptime_percentage: 99.9,
    coverage_percentage: 100,
    uptime_30d_percentage: 99.9,
    today_automations: null,
    today_success_rate: null,
    last_check: null,
    service_level: {
      uptime_target_percentage: 99.5,
      degraded_weight_percentage: 100,
      is_maintenance_counted: false,
      business_hours: [],
    },
    interval_minutes: 5,
    ...over,
  };
}
