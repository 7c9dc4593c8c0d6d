"""Every sentence, label and word of a report in English; another language is another such module.

``{name}`` is a text put in as it is; ``{name:one|other}`` chooses by a whole number, which stands where
the ``#`` is. Languages with more plural forms have more of them, in the order of CLDR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGE = "en"

PHRASES: Mapping[str, str] = {
    # titles and labels
    "title_daily": "Daily status report",
    "title_weekly": "Weekly status report",
    "title_monthly": "Monthly status report",
    "title_quarterly": "Quarterly status report",
    "title_custom": "Status report",
    "label_trailing": "Last {days:# Day|# Days}",
    "unknown": "\u2013",
    "range": "{first} \u2013 {last}",
    "moment": "{day}, {time}",
    "span_seconds": "{seconds} s",
    "span_minutes": "{minutes} min",
    "span_hours": "{hours} h",
    "span_hours_minutes": "{hours} h {minutes} min",
    "span_days": "{days} d",
    "span_days_hours": "{days} d {hours} h",
    "milliseconds": "{time} ms",
    "seconds": "{time} s",
    "hours": "{hours} h",
    "points": "{points} pt",
    "made": "Made {moment}",
    "made_by": "{brand} · made {moment} {zone}",
    "page_of": "{page} of {pages}",
    "revision": "Revision {revision}",
    "revision_changes": "What changed in this revision",
    "table_of": "{title}, {period}",
    # why something was down
    "reason_ok": "nothing wrong",
    "reason_degraded": "slow answers",
    "reason_failure": "error answers",
    "reason_timeout": "no answer in time",
    "reason_dns": "its name could not be resolved",
    "reason_connection": "no connection",
    "reason_tls": "a certificate or TLS problem",
    "reason_redirect": "an unexpected redirect",
    "reason_invalid_contract": "answers that were not as agreed",
    "reason_reported_down": "it reported itself down",
    "reason_blocked_address": "its address may not be called",
    "reason_missed_window": "a check that was not made",
    "reason_unknown": "an unknown cause",
    "reason_unexpected_answer": "an unexpected answer",
    "reason_heartbeat_missed": "no sign of life",
    "reason_heartbeat_failed": "it reported a failure",
    # the summary
    "verdict_unknown": "Nothing was measured in this time.",
    "verdict_missed": "The uptime target was missed.",
    "verdict_met": "The uptime target was met.",
    "verdict_no_downtime": "All systems were up the whole time.",
    "details_unknown": "No check of this client was made, so no figure of its availability is known.",
    "details_uptime": "Uptime was {uptime} against a target of {target}.",
    "details_outages": "There {outages:was # outage|were # outages}, {time} in all.",
    "details_longest": "The longest was of {system}: {time}, {cause}.",
    "details_coverage": "These figures rest on {coverage} of the time; of the rest nothing is known.",
    "p95_of_all": "95 of 100 checks were answered within {time}.",
    "slowest_system": "The slowest system was {system}, with {time}.",
    "retries_absorbed": "{failures:# single failure was|# single failures were} over at the next try.",
    "well_no_downtime": "No downtime in {days:# day|# days}.",
    "well_target": "The uptime target was met with {time} of its error budget left.",
    "well_systems": "{systems} had no outage in {days:# day|# days}.",
    "well_systems_many": "{systems:# system|# systems} had no outage in {days:# day|# days}.",
    "well_volume": "Volume grew {change} to {runs:# automation|# automations}.",
    "well_success_rose": "The success rate rose {points} points to {rate}.",
    "well_success": "{rate} of {runs:# automation|# automations} succeeded.",
    "well_saved": "{hours} hours of work were saved, worth {money} by what was agreed and reported.",
    "well_absorbed": "{failures:# failed check was|# failed checks were} tried again at once and "
    "cost no uptime.",
    "improve_target": "Downtime went over the error budget by {time}.",
    "improve_one_outage": "One outage of {system} took {time} of the {total} of downtime: {cause}.",
    "improve_outage": "{system} was down for {time}: {cause}.",
    "improve_failed": "{failed} of {runs:# automation|# automations} failed; {rate} succeeded.",
    "improve_volume": "Volume fell {change} against the period before.",
    "improve_slower": "Answers became {change} slower: 95 of 100 now take up to {time}.",
    "improve_coverage": "For {missing} of the time nothing is known of the systems.",
    # recommendations
    "advice_renew_certificates_title": "Renew the certificate of {system} before it expires",
    "advice_renew_certificates_action": "Let certificates renew by themselves, and be told three "
    "weeks before one expires.",
    "advice_renew_certificates_evidence": "{system} was down for {time} in "
    "{outages:# outage|# outages} because of its certificate or TLS.",
    "advice_find_repeated_cause_title": "Find what takes {system} down again and again",
    "advice_find_repeated_cause_action": "Look at its log and its host at the times of the outages "
    "listed in this report; they share one cause.",
    "advice_find_repeated_cause_evidence": "{outages:# outage|# outages} of {system} began the same "
    "way, {time} in all: {cause}.",
    "advice_retry_in_the_system_title": "Let what calls {system} try again",
    "advice_retry_in_the_system_action": "Try once more after a short pause before a call is given "
    "up; most of these failures are over by then.",
    "advice_retry_in_the_system_evidence": "{failures:# probe|# probes} in {checks} checks of "
    "{system} ({share}) failed, and the next try succeeded.",
    "advice_speed_up_title": "Find out why {system} became slower",
    "advice_speed_up_action": "Compare its load, its data and its last changes with the period before.",
    "advice_speed_up_evidence": "95 of 100 checks of {system} were answered within {now}, and within "
    "{before} in the period before: {change} more.",
    "advice_mend_failing_runs_title": "Mend the failing runs of {system}",
    "advice_mend_failing_runs_action": "Sort its failed runs by their error and begin with the most "
    "frequent one.",
    "advice_mend_failing_runs_evidence": "{failed} of {runs:# run|# runs} of {system} failed; "
    "{rate} succeeded.",
    "advice_shorten_restoring_title": "Restore faster",
    "advice_shorten_restoring_action": "Write down the first three things to do for each system, and "
    "call somebody at once. Half the time would save half the loss.",
    "advice_shorten_restoring_evidence": "{outages:# outage|# outages} took {time}, which is {over} "
    "over the error budget.",
    "advice_plan_for_growth_title": "Plan for growth",
    "advice_plan_for_growth_action": "Check the limits of what the systems depend on: quotas, rate "
    "limits and licences.",
    "advice_plan_for_growth_evidence": "{runs:# automation|# automations} against {past} in the "
    "period before: {change} more.",
    "advice_extend_what_pays_title": "Automate the next process",
    "advice_extend_what_pays_action": "Pick the process with the most repeated manual work; what "
    "runs now pays for it.",
    "advice_extend_what_pays_evidence": "Savings of {savings} against a fee of {fee}: {ratio} times "
    "as much.",
    "advice_agree_on_money_title": "Agree on what a run is worth",
    "advice_agree_on_money_action": "Agree on an hourly rate and on the minutes that a run saves; "
    "the next report then shows the return.",
    "advice_agree_on_money_evidence": "{runs:# run|# runs} succeeded, and nothing says what they "
    "saved.",
    # method
    "method_uptime": "Uptime is measured time up, by the time that counts. What was not measured is "
    "neither up nor down. All percentages are rounded down.",
    "method_degraded": "Degraded time counts as {weight} up.",
    "method_maintenance_counted": "Time in maintenance windows counts.",
    "method_maintenance_aside": "Time in maintenance windows does not count.",
    "method_business_hours": "Only the business hours that were agreed on count.",
    "method_coverage": "Something was known of {coverage} of the watched time.",
    "method_days": "Days and times are those of {zone}.",
    "method_work": "Runs, processing times, hours and savings are what the systems report of "
    "themselves.",
    "method_labor": "Labour cost saved is hours saved by {rate}, as agreed.",
    "method_suspect": "In {minutes:# minute|# minutes} our own watching is to be doubted; they are "
    "counted as measured.",
    # figures
    "figure_uptime_percentage": "Uptime",
    "figure_downtime_minutes": "Downtime, minutes",
    "figure_outages": "Outages",
    "figure_p95_response_ms": "Response time, 95th percentile, ms",
    "figure_total_automations": "Automations",
    "figure_success_rate": "Success rate",
    "figure_avg_processing_time": "Mean processing time, seconds",
    "figure_time_saved_hours": "Hours saved",
    "figure_total_savings": "Savings",
    # headings and columns
    "card_uptime": "Uptime",
    "card_automations": "Automations",
    "card_success": "Success rate",
    "card_saved": "Time saved",
    "card_target": "target {target}",
    "card_change_percent": "{change} on the period before",
    "card_change_points": "{change} pt on the period before",
    "card_worth": "about {money}",
    "card_worth_rate": "about {money} at {rate}/h",
    "card_none": "not reported",
    "heading_days": "Status by day",
    "heading_well": "What went well",
    "heading_improve": "What to improve",
    "heading_availability": "Availability",
    "heading_systems": "Systems",
    "heading_outages": "Outages",
    "heading_incidents": "Incidents",
    "heading_performance": "Performance and return",
    "heading_automations": "Automations per day",
    "heading_success": "Success rate",
    "heading_roi": "Return on investment",
    "heading_comparison": "Against {period}",
    "heading_proof": "Proof of work",
    "heading_recommendations": "Recommendations",
    "heading_method": "How these figures came about",
    "kind_performance_optimizations": "Performance",
    "kind_cost_savings_opportunities": "Savings",
    "kind_strategic_initiatives": "Strategy",
    "priority_high": "High priority",
    "priority_medium": "Medium priority",
    "priority_low": "Low priority",
    "worth": "Worth about {money} in a period like this",
    "worth_minutes": "Up to {time} less downtime in a period like this",
    "legend_days": "Tall dark bar: outage. Orange: degraded. Blue block: maintenance. Dash: no data. "
    "Short green bar: up all day.",
    "days_alt": "{system}: {up:# day|# days} up, {degraded:# day|# days} degraded, "
    "{down:# day|# days} with an outage, {maintenance:# day|# days} of maintenance, "
    "{no_data:# day|# days} without data",
    "automations_alt": "Automations per day, between {low} and {high}; {missing:# day|# days} "
    "without figures",
    "success_alt": "Success rate per day, between {low} and {high}; {missing:# day|# days} without "
    "figures",
    "automations_legend": "Blue: succeeded. Dark red: failed. Dots: no figures.",
    "no_work": "The systems reported no figures of their work in this time.",
    "no_outages": "No outage in this time.",
    "outages_unknown": "Nothing was measured, so nothing is known of outages.",
    "no_improvements": "Nothing stands out.",
    "no_achievements": "Nothing to tell yet.",
    "no_recommendations": "Nothing in this time's figures calls for a recommendation.",
    "more_outages": "{outages:# shorter outage is|# shorter outages are} not listed here; they are "
    "in the JSON file's daily figures.",
    "still_down": "{time}, and it went on",
    "met": "met",
    "missed": "missed",
    "yes": "better",
    "no": "worse",
    "column_system": "System",
    "column_uptime": "Uptime",
    "column_coverage": "Coverage",
    "column_downtime": "Downtime",
    "column_outages": "Outages",
    "column_p95": "p95",
    "column_runs": "Runs",
    "column_success": "Success",
    "column_start": "Start",
    "column_length": "Length",
    "column_cause": "Cause",
    "column_what": "What",
    "column_acknowledged": "Acknowledged after",
    "column_lost": "Cost",
    "column_figure": "Figure",
    "column_value": "Value",
    "column_now": "This period",
    "column_before": "Before",
    "column_change": "Change",
    "roi_runs": "Runs that succeeded",
    "roi_minutes": "Minutes saved per run, as agreed",
    "roi_hours": "Hours saved",
    "roi_rate": "Hourly cost, as agreed",
    "roi_labor": "Labour cost saved",
    "roi_savings": "Savings that the systems report",
    "roi_fee": "Fee of the service for this time",
    "roi_ratio": "Savings by fee",
    "roi_processing": "Mean processing time",
    "roi_efficiency": "Process improvement, as reported",
    "roi_errors": "Error reduction, as reported",
    "slo_target": "Uptime that was promised",
    "slo_kept": "Uptime that was kept",
    "slo_verdict": "Promise",
    "slo_budget": "Downtime that the promise allows",
    "slo_left": "Of that, left",
    "slo_over": "{time} over",
    "proof_checks": "Checks made",
    "proof_absorbed": "Failures absorbed by a second try",
    "proof_incidents": "Incidents",
    "proof_detect": "Mean time to detect",
    "proof_acknowledge": "Mean time to acknowledge",
    "proof_restore": "Mean time to restore",
    "proof_expiries": "Expiring certificates renewed in time",
    # how a revision differs
    "change_figure": "{figure}: {before} before, {now} now.",
    "change_other": "Details were restated; no figure of the summary changed.",
}
