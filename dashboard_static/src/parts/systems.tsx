/** The systems of one client: what each does now, what we measured and what it claims, and its days. */
import type { ComponentChildren } from "preact";
import type { SystemHealth } from "../answers";
import { phaseTimes, responseTime, uptime } from "../format";
import { LastCheck } from "./last_check";
import { Pill } from "./pill";
import { Reason } from "./reason";

interface SystemsProps {
  systems: readonly SystemHealth[];
  isStale: boolean;
  intervalMinutes: number;
  /** The days of a system. */
  daysOf: (name: string) => ComponentChildren;
}

const CELL = "px-3 py-2";
const NUMBER = `${CELL} text-right whitespace-nowrap`;

export function SystemTable({ systems, isStale, intervalMinutes, daysOf }: SystemsProps) {
  return (
    <table class="w-full border-collapse text-left">
      <caption class="sr-only">Systems with status, reason, ninety days, uptime, response time and endpoint</caption>
      <thead class="border-y border-line bg-page text-xs text-dim">
        <tr>
          {["Status", "System", "Last 90 days"].map((name) => (
            <th key={name} scope="col" class="px-3 py-2 font-normal first:pl-4">
              {name}
            </th>
          ))}
          {["Response", "Uptime, 24 h", "Claimed", "Checked"].map((name) => (
            <th key={name} scope="col" class="px-3 py-2 text-right font-normal whitespace-nowrap last:pr-4">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {systems.map((system) => (
          <tr key={system.system_name} class="border-b border-line last:border-b-0">
            <td class={`${CELL} pl-4`}>
              <SystemPill system={system} isStale={isStale} />
            </td>
            <th scope="row" class={`${CELL} text-left font-normal`}>
              {system.system_name} <Weight system={system} />
              <p class="text-sm">
                <Reason status={system.status} reason={system.reason} since={system.status_since} />
              </p>
              <Timing system={system} />
              <p class="text-xs break-all text-faint">{system.endpoint}</p>
              <Certificate system={system} />
            </th>
            <td class={`${CELL} whitespace-nowrap`}>{daysOf(system.system_name)}</td>
            <td class={NUMBER}>
              <ResponseTime system={system} />
            </td>
            <td class={NUMBER}>{uptime(system.uptime_percentage)}</td>
            <td class={`${NUMBER} text-dim`}>
              <Claim system={system} />
            </td>
            <td class={`${NUMBER} pr-4 text-sm`}>
              <LastCheck at={system.last_check} intervalMinutes={intervalMinutes} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function SystemCards({ systems, isStale, intervalMinutes, daysOf }: SystemsProps) {
  return (
    <ul class="border-t border-line">
      {systems.map((system) => (
        <li key={system.system_name} class="border-b border-line px-4 py-3 last:border-b-0">
          <div class="flex items-start justify-between gap-3">
            <p class="flex min-w-0 flex-wrap items-baseline gap-x-2">
              {system.system_name} <Weight system={system} />
            </p>
            <SystemPill system={system} isStale={isStale} />
          </div>
          <p class="text-sm">
            <Reason status={system.status} reason={system.reason} since={system.status_since} />
          </p>
          <Timing system={system} />
          <div class="mt-1">{daysOf(system.system_name)}</div>
          <p class="mt-0.5 flex flex-wrap gap-x-3 text-sm text-dim">
            {system.response_time_ms !== null && <ResponseTime system={system} />}
            {system.uptime_percentage !== null && <span>{uptime(system.uptime_percentage)} up, 24 h</span>}
            {system.claimed_uptime_percentage !== null && (
              <span>
                claims <Claim system={system} />
              </span>
            )}
            <span class="ml-auto">
              <LastCheck at={system.last_check} intervalMinutes={intervalMinutes} />
            </span>
          </p>
          <p class="text-xs break-all text-faint">{system.endpoint}</p>
          <Certificate system={system} />
        </li>
      ))}
    </ul>
  );
}

/** A planned pause stands before what the checks find in it; the reason beside it still says that. */
function SystemPill({ system, isStale }: { system: SystemHealth; isStale: boolean }) {
  return <Pill status={system.is_in_maintenance ? "maintenance" : system.status} isLastKnown={isStale} />;
}

/** A response time; one that our own lateness may be part of is only about right. */
function ResponseTime({ system }: { system: SystemHealth }) {
  const isRough = system.response_time_ms !== null && system.is_response_time_trusted === false;
  return (
    <span title={isRough ? "The worker itself was late: this time may be partly ours" : undefined}>
      {isRough && "≈ "}
      {responseTime(system.response_time_ms)}
    </span>
  );
}

/** Where the time of a slow or failed check went. */
function Timing({ system }: { system: SystemHealth }) {
  return system.phases === null ? null : <p class="text-xs text-faint">{phaseTimes(system.phases)}</p>;
}

const SOON_DAYS = 21;

/** A certificate is told of when somebody should do something about it. */
function Certificate({ system }: { system: SystemHealth }) {
  const left = system.tls_days_left;
  if (left === null || left > SOON_DAYS) return null;
  return (
    <p class="text-xs font-bold text-degraded-ink">
      {left < 0 ? "Certificate has expired" : `Certificate ends in ${left === 1 ? "1 day" : `${left} days`}`}
    </p>
  );
}

/** What the system says of itself; a claim that no longer moves is marked. */
function Claim({ system }: { system: SystemHealth }) {
  return (
    <>
      {uptime(system.claimed_uptime_percentage)}
      {system.is_claim_stale && <span class="text-xs text-degraded-ink lg:block"> not updated</span>}
    </>
  );
}

function Weight({ system }: { system: SystemHealth }) {
  return system.is_critical ? null : <span class="text-sm text-faint">not critical</span>;
}
