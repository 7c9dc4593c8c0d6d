/** The API's answers as this page reads them. Every other module takes its shapes from here. */

export type Status = "healthy" | "degraded" | "down" | "unknown";

export interface ClientRow {
  client_id: string;
  client_name: string;
  industry: string | null;
  is_active: boolean;
  overall_status: Status;
  status_since: string | null;
  reason_code: string | null;
  reason: string | null;
  systems_count: number;
  healthy_systems: number;
  degraded_systems: number;
  down_systems: number;
  unknown_systems: number;
  response_time_ms: number | null;
  uptime_percentage: number | null;
  today_automations: number | null;
  today_success_rate: number | null;
  last_check: string | null;
  interval_minutes: number;
}

export interface Poller {
  last_tick_at: string | null;
  is_stale: boolean;
}

export interface Summary {
  dashboard_updated: string;
  total_clients: number;
  active_clients: number;
  clients: ClientRow[];
  overall_summary: {
    healthy_clients: number;
    degraded_clients: number;
    down_clients: number;
    unknown_clients: number;
    total_automations_today: number | null;
    overall_success_rate: number | null;
  };
  data_through: string | null;
  poller: Poller;
  next_cursor: string | null;
}

export interface SystemHealth {
  system_name: string;
  status: Status;
  response_time_ms: number | null;
  uptime_percentage: number | null;
  claimed_uptime_percentage: number | null;
  last_check: string | null;
  status_since: string | null;
  reason_code: string | null;
  reason: string | null;
  is_critical: boolean;
  endpoint: string;
}

export interface ClientHealth {
  client_id: string;
  client_name: string;
  overall_status: Status;
  status_since: string | null;
  systems: SystemHealth[];
  summary: {
    total_systems: number;
    healthy_systems: number;
    degraded_systems: number;
    down_systems: number;
    unknown_systems: number;
    avg_response_time: number | null;
  };
  data_through: string | null;
}

export interface Configuration {
  industry: string | null;
  contact_email: string | null;
  interval_minutes: number;
  timeout_seconds: number;
  retries: number;
  degraded_over_ms: number | null;
  automation_systems: string[];
  monitoring_endpoints: string[];
  non_critical_systems: string[];
  is_active: boolean;
  version: number;
  created_at: string;
  updated_at: string;
}

export interface ClientDetails {
  client_id: string;
  client_name: string;
  health: ClientHealth;
  metrics: unknown;
  incidents: unknown;
  configuration: Configuration;
}
