/** Messages that never arrived, each to be sent again. */
import type { NotificationPage } from "../answers";
import { loadDeadLetters, replay } from "../api_alerts";
import { counted, exactTime } from "../format";
import { askAgain, usePolled } from "../polled";
import { mayChange, Refusal, useChange } from "./action";
import { Part } from "./part";

export function DeadLetters() {
  const letters = usePolled("notifications", loadDeadLetters, 4);
  return (
    <section class="card mb-4" aria-labelledby="dead-letters">
      <h2 id="dead-letters" class="px-4 py-3 font-bold">
        Messages that never arrived
      </h2>
      <div class="border-t border-line">
        <Part poller={letters} what="the messages" place="h-12">
          {(answer) =>
            answer.notifications.length === 0 ? (
              <p class="px-4 py-3 text-dim">Every message has arrived, or is still on its way.</p>
            ) : (
              <ul class="divide-y divide-line">
                {answer.notifications.map((letter) => (
                  <Letter key={letter.notification_id} letter={letter} />
                ))}
              </ul>
            )
          }
        </Part>
      </div>
    </section>
  );
}

function Letter({ letter }: { letter: NotificationPage["notifications"][number] }) {
  const change = useChange();
  const last = letter.attempts.at(-1);
  const again = () =>
    change.run(async () => {
      await replay(letter.notification_id);
      askAgain("notifications");
    });
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <div class="min-w-0 flex-1 basis-56">
        <p>
          {letter.client_name}: {letter.title} <span class="text-sm text-faint">to {letter.channel_id}</span>
        </p>
        <p class="text-sm text-dim">
          {exactTime(Date.parse(letter.created_at))}
          {last?.reason != null && ` · ${last.reason}`}
          {letter.attempts.length > 0 && ` · ${counted(letter.attempts.length, "attempt")} kept`}
        </p>
      </div>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && (
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void again()}>
          Send again<span class="sr-only"> {letter.title} of {letter.client_name}</span>
        </button>
      )}
    </li>
  );
}
