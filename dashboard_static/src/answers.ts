/** The API's answers, by the names that this page uses. The shapes are generated: see openapi.d.ts. */
import type { components } from "./openapi";

type Schemas = components["schemas"];

export type SignedIn = Schemas["SignedIn"];
export type Status = Schemas["Status"];
export type Summary = Schemas["FleetStatus"];
export type ClientRow = Schemas["ClientStatus"];
export type ClientDetails = Schemas["ClientDetails"];
export type SystemHealth = Schemas["SystemHealth"];
export type SparklineList = Schemas["SparklineList"];
export type Sparkline = Schemas["Sparkline"];
export type History = Schemas["ClientHistory"];
export type Figures = Schemas["Figures"];
export type HistoryPoint = Schemas["Point"];
export type Outage = Schemas["OutageShown"];
export type ServiceLevel = Schemas["ServiceLevel"];
export type SystemTrends = Schemas["SystemTrends"];
export type TrendDay = Schemas["TrendDay"];
export type ManualCheck = Schemas["ManualCheckShown"];
export type PerformanceMetrics = Schemas["PerformanceMetrics"];
export type TodayVolume = Schemas["TodayVolume"];
export type ValueLine = Schemas["ValueLine"];
export type Channel = Schemas["ChannelDescription"];
export type ChannelList = Schemas["ChannelList"];
export type DeliveryAttempt = Schemas["DeliveryAttempt"];
export type NotificationPage = Schemas["NotificationPage"];
export type HealthCheck = Schemas["HealthCheck"];
export type Report = Schemas["ReportShown"];
export type ReportList = Schemas["ReportList"];
export type DownloadLink = Schemas["DownloadLink"];
export type ReportSchedule = Schemas["StandingShown"];
export type ReportScheduleList = Schemas["StandingList"];
export type BulkProgress = Schemas["BulkProgress"];
export type Phases = Schemas["Phases"];
export type Configuration = Schemas["ClientConfiguration"];
