/** How a form ends: what of a refusal stands at none of its fields, and its two buttons. */
import { Refusal } from "./action";

interface SaveOrCancelProps {
  refusal: string | null;
  isBusy: boolean;
  onCancel: () => void;
}

export function SaveOrCancel({ refusal, isBusy, onCancel }: SaveOrCancelProps) {
  return (
    <>
      <div class="mt-3 empty:hidden">
        <Refusal>{refusal}</Refusal>
      </div>
      <div class="mt-3 flex flex-wrap gap-2">
        <button type="submit" class="button button-main" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : "Save"}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </>
  );
}
